using MeshStarter.Cli.Tests.Verbs;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Cli.Tests;

/// <summary>Texts of others do not act on the terminal.</summary>
public sealed class VisibleTextTests
{
    [Fact]
    public async Task Product_is_listed_in_one_line_with_its_control_characters_escaped()
    {
        await using var app = await StartAsync(Results.Json(new { items = new[] { new { name = "a.a", version = "1.0.0", owner = "a\u009b2J@b.c", description = "first\nline\t\u001b]0;title\u0007 \u202eend" } } }));

        var (exitCode, output, _) = await MeshCommand.CallAsync("products", "--catalog", app.Address);

        Assert.Equal((0, "a.a 1.0.0\ta\\u009b2J@b.c\tfirst line \\u001b]0;title\\u0007 \\u202eend\n"), (exitCode, output));
    }

    [Fact]
    public async Task Skipped_event_is_listed_in_one_line_with_its_reason_and_failure()
    {
        await using var app = await StartAsync(CannedMesh.Json(
            """
            {"items":[{"id":3,"handler":"A","product":"orders.events","major":1,"event_id":"2::y","type":"FormatException","message":"no\r\nnumber\t7",
            "skipped_by":"payments\towner","skipped_at":"2026-01-31T12:45:00Z","reason":"ok\n4\tB\u001b[2J"}]}
            """));

        var (exitCode, output, _) = await MeshCommand.CallAsync("stream", "dead-letters", "payments", "--service", app.Address);

        Assert.Equal((0, "3\tA\torders.events@1\t2::y\tskipped 2026-01-31T12:45:00Z by payments owner: ok 4 B\\u001b[2J\tFormatException: no number 7\tnot replayed\n"), (exitCode, output));
    }

    [Fact]
    public async Task Error_of_a_service_is_shown_escaped()
    {
        await using var app = await StartAsync(Results.Problem("no\u001b[2J", statusCode: StatusCodes.Status403Forbidden));

        var (exitCode, _, errors) = await MeshCommand.CallAsync("products", "--catalog", app.Address);

        Assert.Equal((4, "no\\u001b[2J\n"), (exitCode, errors));
    }

    [Fact]
    public async Task Rows_go_to_a_file_or_another_program_as_they_are()
    {
        await using var app = await StartAsync(Results.Text("a\n\u001b[31m\n", "text/csv"));

        var (_, output, _) = await MeshCommand.CallAsync("query", "SELECT 1", "--query", app.Address);

        Assert.Equal("a\n\u001b[31m\n", output);
    }

    private static Task<CannedMesh> StartAsync(IResult answer) => CannedMesh.StartAsync(_ => answer);
}
