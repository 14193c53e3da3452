namespace MeshStarter.Cli.Tests;

/// <summary><c>mesh access suspend</c>, <c>resume</c> and <c>suspensions</c>. Each test resumes what it suspends.</summary>
[Collection(GovernedMeshCollection.Name)]
public sealed class SuspensionTests(GovernedMesh mesh)
{
    [SkippableTheory]
    [InlineData("analyst")]
    [InlineData("https://id.example.org/users/1?a=b")]
    public async Task Principal_is_suspended_listed_and_resumed(string principal)
    {
        mesh.Require();

        var none = await RunAsync("security", "security", 0, "suspensions");
        var suspended = await RunAsync("security", "security", 0, "suspend", principal, "--reason", "Its token leaked");
        var again = await RunAsync("security", "security", 1, "suspend", principal, "--reason", "Its token leaked");
        var listed = await RunAsync("security", "security", 0, "suspensions");
        var json = await RunAsync("auditor", "auditor", 0, "suspensions", "--format", "json");
        var own = await RunAsync(principal, "analyst", 0, "suspensions");
        var others = await RunAsync("somebody", "analyst", 0, "suspensions");
        var resumed = await RunAsync("security", "security", 0, "resume", principal, "--reason", "It has a new one");
        var over = await RunAsync("security", "security", 1, "resume", principal, "--reason", "It has a new one");

        Assert.Equal(("", "There is no suspension that you may see.\n"), none);
        Assert.Equal(("", $"{principal} is suspended: no grant of it has an effect.\n"), suspended);
        Assert.Equal($"{principal} is suspended already.\n", again.Errors);
        Assert.Equal([principal, "security", "Its token leaked"], Columns(listed.Output, 0, 2, 3));
        Assert.StartsWith($$"""{"principal":"{{principal}}","by":"security","reason":"Its token leaked","at":""", json.Output, StringComparison.Ordinal);
        Assert.Equal(listed, own);
        Assert.Equal(none, others);
        Assert.Equal(("", $"{principal} is resumed: its grants have an effect again.\n"), resumed);
        Assert.Equal($"{principal} is not suspended.\n", over.Errors);
    }

    [SkippableFact]
    public async Task Others_than_the_security_seat_are_refused_and_a_reason_is_required()
    {
        mesh.Require();

        var stranger = await RunAsync("orders-owner", "owner", 4, "suspend", "analyst", "--reason", "Mine");
        var silent = await RunAsync("security", "security", 2, "suspend", "analyst");
        var blank = await RunAsync("security", "security", 1, "suspend", "analyst", "--reason", " ");
        var dots = await RunAsync("security", "security", 2, "suspend", "..", "--reason", "A leak");
        // The last person of the seat is not suspended by herself.
        await RunAsync("grace", "security", 0, "suspend", "etl", "--reason", "A leak");
        await RunAsync("grace", "security", 0, "resume", "etl", "--reason", "It has a new token");
        await RunAsync("security", "security", 0, "suspend", "security", "--reason", "A leak");
        var own = await RunAsync("security", "security", 4, "resume", "security", "--reason", "It was not me");
        await RunAsync("grace", "security", 0, "resume", "security", "--reason", "It has a new token");

        Assert.Equal("People with the role security suspend and resume principals.\n", stranger.Errors);
        Assert.Contains("--reason", silent.Errors, StringComparison.Ordinal);
        Assert.StartsWith("reason: ", blank.Errors, StringComparison.Ordinal);
        Assert.Equal("principal: \"..\" is no person or service.\n", dots.Errors);
        Assert.Equal("A suspended principal is resumed by another person with the role security.\n", own.Errors);
    }

    [Fact]
    public async Task Suspensions_of_all_pages_are_listed_without_control_characters()
    {
        await using var fake = await FakeMesh.StartAsync();

        var (exitCode, output, errors) = await MeshCommand.RunAsync(
            mesh.Folder, MeshCommand.Token, "access", "suspensions", "--governance", fake.Address);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal("analyst\tsuspended 2026-01-31T12:30:00Z\tsecurity\tA leak\nafter a&b\tsuspended 2026-01-31T12:00:00Z\tsecurity\tIts\\u001b token\n", output);
    }

    private static string[] Columns(string line, params int[] columns) => [.. columns.Select(column => line.Trim().Split('\t')[column])];

    private Task<(string Output, string Errors)> RunAsync(string subject, string role, int exitCode, params string[] arguments) => mesh.RunAsync(subject, role, exitCode, ["access", .. arguments]);
}
