namespace MeshStarter.Cli.Tests.Verbs;

/// <summary>The dry run that <c>mesh policy proposals</c> shows.</summary>
public sealed class DryRunTests
{
    [Fact]
    public async Task Subscriber_that_loses_a_column_that_it_needs_is_shown_first()
    {
        const string Id = "00000000-0000-0000-0000-000000000002";
        var classes = string.Concat(Enumerable.Range(0, 60).Select(i => $$"""{"subject":"class","principal":"role r{{i}}","product":"a.a","columns":["total"],"before":"clear","after":"nullify","count":1},"""));
        await using var mesh = await CannedMesh.StartAsync(_ => CannedMesh.Json(
            $$"""
            {"id":"{{Id}}","author":"ann","reason":"r","state":"open","origin":"proposal","base":2,"sha256":"{{new string('a', 64)}}","created_at":"2026-01-31T12:30:00Z","deadline":"2026-02-07T12:30:00Z",
            "seats":["security"],"quorum_percent":50,"majority_percent":50,
            "dry_run":{"base":2,"sha256":"{{new string('a', 64)}}","at":"2026-01-31T12:30:00Z","classes":60,"products":1,"grants":0,"subscriptions":1,"queries":0,"permitted_pairs":0,"refused_pairs":60,"undiscovered_products":1,"newly_permitted":[],
            "newly_refused":[{{classes}}{"subject":"subscription","principal":"ledger","product":"a.a","columns":["total"],"before":"clear","after":"nullify","count":1,"needed":["total"]}]} }
            """));

        var (exitCode, output, errors) = await MeshCommand.CallAsync(["policy", "proposals", Id, .. mesh.Options]);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("  1 of the products is counted and not named: you may not discover it.\n", output, StringComparison.Ordinal);
        Assert.Contains("  newly refused:\n    subscription\tledger\ta.a\ttotal\tclear -> nullify\tneeds total\n    class\trole r0\t", output, StringComparison.Ordinal);
    }
}
