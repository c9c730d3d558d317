"""What is shipped to run the bot gives it no more rights than it needs, and no password by default."""

import re
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[1] / "deploy"
UNITS = sorted(DEPLOY.glob("systemd/*.service"))
COMPOSE = (DEPLOY / "compose.yaml").read_text()
KUBERNETES = (DEPLOY / "kubernetes/otandas.yaml").read_text()
EXPOSURE = 2.5  # of ten, as `systemd-analyze security` counts
ANALYZE = Path("/usr/bin/systemd-analyze")
NEEDED = (
    "NoNewPrivileges=yes", "CapabilityBoundingSet=\n", "ProtectSystem=strict", "ProtectHome=yes", "PrivateDevices=yes",
    "PrivateUsers=yes", "RestrictNamespaces=yes", "SystemCallFilter=@system-service", "MemoryMax=", "UMask=0077",
)  # fmt: skip


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_is_closed(unit: Path) -> None:
    text = unit.read_text()
    assert [line for line in NEEDED if line not in text] == []
    if ANALYZE.exists():
        said = subprocess.run(
            [ANALYZE, "security", "--offline=true", unit], capture_output=True, text=True, check=True
        )
        level = re.search(r"exposure level for \S+: ([\d.]+)", said.stdout)
        assert level and float(level[1]) <= EXPOSURE


def services() -> dict[str, str]:
    """Each service of the compose file with what it says of itself."""
    block = COMPOSE.partition("\nservices:\n")[2].partition("\nnetworks:\n")[0]
    return {
        made[1]: made[0] for made in re.finditer(r"^  ([\w-]+):.*(?:\n(?!  [\w-]+:).*)*", block, re.MULTILINE)
    }


def test_every_container_is_closed() -> None:
    assert {"db", "migrate", "bot-1", "bot-2", "backup", "proxy"} == set(services())
    assert all(re.search(r"\*(?:closed|bot)\b", text) for text in services().values())
    closed = COMPOSE.partition("x-closed:")[2].partition("\n\n")[0]
    for line in ("read_only: true", "cap_drop: [ALL]", 'security_opt: ["no-new-privileges:true"]'):
        assert line in closed
    assert "<<: *closed" in COMPOSE.partition("x-bot:")[2].partition("\n\n")[0]
    assert "back: { internal: true }" in COMPOSE
    limited = {"db": services()["db"], "proxy": services()["proxy"], "bot": COMPOSE.partition("x-bot:")[2]}
    for limit in ("mem_limit", "pids_limit"):
        assert [name for name, text in limited.items() if limit not in text.partition("\n\n")[0]] == []
    assert "secrets: [dsn]" in services()["backup"] and "TOKEN" not in services()["backup"]


def test_no_file_has_a_password() -> None:
    for path in [path for path in DEPLOY.rglob("*") if path.is_file()]:
        text = "\n".join(line for line in path.read_text().splitlines() if not line.lstrip().startswith("#"))
        assert not re.search(r"://[^\s/@]+:[^\s/@]+@", text), path
        assert not re.search(r"(?:PASSWORD|TOKEN|password)\s*[:=]\s*[\"']?\w", text), path


def test_every_image_has_an_exact_version() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    images = re.findall(r"(?m)^\s*image: (\S+)", COMPOSE + KUBERNETES) + re.findall(
        r"(?m)^FROM (\S+)", dockerfile
    )
    foreign = [image for image in images if image != "otandas"]
    assert len(foreign) >= 6
    assert [image for image in foreign if not re.search(r":\d+\.\d+(?:\.\d+)?(?:-slim)?$", image)] == []


def test_pods_have_no_account_no_capabilities_and_a_policy() -> None:
    pods = KUBERNETES.count("restartPolicy: Never") + KUBERNETES.count("kind: Deployment")
    containers = len(re.findall(r"(?m)^\s+image: ", KUBERNETES))
    assert pods == 2 == KUBERNETES.count("automountServiceAccountToken: false")
    assert (
        containers
        == 3
        == KUBERNETES.count("readOnlyRootFilesystem: true")
        == KUBERNETES.count('drop: ["ALL"]')
    )
    assert "pod-security.kubernetes.io/enforce: restricted" in KUBERNETES
    for kind in ("NetworkPolicy", "CronJob", "PodDisruptionBudget"):
        assert f"kind: {kind}" in KUBERNETES
    assert "secretRef" not in KUBERNETES and "kind: Secret" not in KUBERNETES


def test_the_backup_is_no_replica_and_reaches_the_database_only() -> None:
    """As the bot's pods it would count as one that is available, and be let out to Telegram."""
    documents = KUBERNETES.split("\n---\n")
    [job] = [text for text in documents if "kind: CronJob" in text]
    assert "labels: { app: otandas-backup }" in job and "app: otandas }" not in job
    assert "items: [{ key: dsn, path: dsn }]" in job
    [policy] = [text for text in documents if "matchLabels: { app: otandas-backup }" in text]
    assert "kind: NetworkPolicy" in policy and "ingress:" not in policy
    assert sorted(re.findall(r"port: (\d+)", policy)) == ["53", "53", "5432"]
