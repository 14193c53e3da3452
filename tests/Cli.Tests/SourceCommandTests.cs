namespace MeshStarter.Cli.Tests;

public sealed class SourceCommandTests
{
    private static readonly Dictionary<string, string> Token = new(StringComparer.Ordinal) { ["MESH_TOKEN"] = "token-of-mine" };

    [Theory]
    [InlineData(
        "status",
        "c.c@2\tcrm\tfiles\tcurrent, snapshot requested\t1 row\t3 quarantined: mesh quarantine c.c@2\t2048 bytes behind\n  It\\u001b fails.\n  It lags.\n  a.csv\t2 rows\t1 rejected\t2026-01-31T12:30:00Z\tlacks notes, tags\n    a.csv:3: id: required\n",
        "")]
    [InlineData("prepare", "-- why\nCREATE PUBLICATION p;\n", "c.c: the connection string is setting ConnectionStrings:c-crm.\n")]
    [InlineData("snapshot", "c.c: all rows of the source are read again soon. mesh source status c.c shows how far it is.\n", "")]
    public async Task Source_is_shown_and_steered(string verb, string output, string errors)
    {
        await using var mesh = await FakeMesh.StartAsync();
        Assert.Equal((0, output, errors), await MeshCommand.RunAsync(Path.GetTempPath(), Token, "source", verb, "c.c", "--catalog", mesh.Address, "--governance", mesh.Address));
    }

    [Fact]
    public async Task Snapshot_of_a_product_whose_version_was_refused_waits_for_another()
    {
        await using var mesh = await FakeMesh.StartAsync();
        mesh.SnapshotState = "stopped";
        Assert.Equal(
            (0, "c.c: all rows of the source are read again once its version is accepted. stopped: It\\u001b fails.\n", ""),
            await MeshCommand.RunAsync(Path.GetTempPath(), Token, "source", "snapshot", "c.c", "--catalog", mesh.Address, "--governance", mesh.Address));
    }

    [Fact]
    public async Task Problem_of_a_pipeline_is_shown()
    {
        await using var mesh = await FakeMesh.StartAsync();
        Assert.Equal(
            (0, "c.c\tdue when an input changes\n  problem\tpipeline.sql:1: It\\u001b fails.\n  failed\t1 window\n", ""),
            await MeshCommand.RunAsync(Path.GetTempPath(), Token, "pipeline", "status", "c.c", "--catalog", mesh.Address, "--governance", mesh.Address));
    }
}
