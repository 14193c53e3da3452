namespace MeshStarter.Cli.Tests.Verbs;

/// <summary><c>mesh access</c>.</summary>
public sealed class AccessTests
{
    [Fact]
    public async Task Approved_request_is_shown_with_the_end_that_was_granted()
    {
        await using var mesh = await CannedMesh.StartAsync(_ => CannedMesh.Json(
            """
            {"id":"0197f7a0-0000-7000-8000-000000000001","principal":"analyst","product":"a.a","purpose":"Reports","until":"2026-12-31T00:00:00Z","granted_until":"2026-02-28T00:00:00Z","state":"active",
            "requested_at":"2026-01-31T12:30:00Z","decisions":[{"seat":"owner","by":"a-owner","approved":true,"reason":"Agreed","at":"2026-01-31T12:31:00Z"}],"grant":"0197f7a0-0000-7000-8000-000000000002"}
            """));

        var (exitCode, output, errors) = await MeshCommand.CallAsync(["access", "approve", "0197f7a0-0000-7000-8000-000000000001", "--reason", "Agreed", "--until", "2999-02-28", .. mesh.Options]);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.StartsWith("0197f7a0-0000-7000-8000-000000000001\ta.a\tanalyst\tactive\tuntil 2026-02-28T00:00:00Z\tall columns\n", output, StringComparison.Ordinal);
    }
}
