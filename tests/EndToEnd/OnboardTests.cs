using System.Diagnostics;
using System.Globalization;
using MeshStarter.Templates.Tests.Stamping;
using Npgsql;

namespace MeshStarter.EndToEnd;

/// <summary>The lines of docs/onboard.md, in a copy of the repository, with a table of a server outside the mesh.</summary>
[Trait("Category", "Slow")]
public sealed class OnboardTests(SourceServer server) : IClassFixture<SourceServer>
{
    private const string Address = "Host=localhost;Port=5433;Database=crm;";

    // They run in the copy as they are built here. The AppHost and the new domain are built there.
    private static readonly string[] Programs =
    [
        "domains/Inventory", "domains/Orders", "domains/Payments",
        "platform/Catalog", "platform/Cli", "platform/EmbeddedPostgres", "platform/Governance", "platform/LocalAppModel", "platform/Portal", "platform/QueryProxy", "platform/Setup",
    ];

    [SkippableFact]
    public async Task Every_line_of_the_first_hour_is_answered_as_the_page_says()
    {
        MeshProcesses.Require();
        server.Require();
        using var copy = await RepositoryCopy.MakeAsync(Programs);
        var crm = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseAsync());
        var page = new PageCommands(copy.Folder, "dotnet \"$MESH_PROGRAM\" \"$@\"", Variables());
        await page.AnswerAsync("git init -q && git add --all && git commit -q -m Begin && git status --short && echo committed", ["committed"]);
        Process? mesh = null;
        try
        {
            foreach (var step in PageCommands.Steps(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "onboard.md"))))
            {
                if (step.Language == "sql")
                {
                    await using var database = NpgsqlDataSource.Create(crm.ConnectionString + ";Pooling=false");
                    await using var command = database.CreateCommand(step.Commands);
                    await command.ExecuteNonQueryAsync();
                }
                else if (step.Commands.Contains("dotnet run --project AppHost", StringComparison.Ordinal))
                {
                    Assert.Contains(Address, step.Commands, StringComparison.Ordinal);
                    mesh = await page.StartAsync(step.Commands.Replace(Address, $"Host={crm.Host};Port={crm.Port};Database={crm.Database};", StringComparison.Ordinal), step.Answer);
                }
                else
                {
                    // What is there as it is built here is not built again, and so the domain is built by its name.
                    await page.AnswerAsync(step.Commands.Replace("dotnet test ", "dotnet build domains/Sales -v q --nologo && dotnet test ", StringComparison.Ordinal), step.Answer);
                }
            }
        }
        finally
        {
            await mesh.EndAsync();
            MeshProcesses.KillAll(Path.Combine(copy.Folder, ".mesh", "simulated"));
        }
    }

    private static Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["BuildProjectReferences"] = "false",
            ["Configuration"] = RepositoryCopy.Configuration,
            ["DOTNET_CLI_UI_LANGUAGE"] = "en",
            ["DOTNET_NOLOGO"] = "true",
            ["MSBUILDDISABLENODEREUSE"] = "1",
            ["GIT_AUTHOR_NAME"] = "Sales",
            ["GIT_AUTHOR_EMAIL"] = "sales@example.org",
            ["GIT_COMMITTER_NAME"] = "Sales",
            ["GIT_COMMITTER_EMAIL"] = "sales@example.org",
            // Nothing here is about the cadence.
            ["Mesh__PublishInterval"] = "00:00:01",
        };
        foreach (var name in new[] { "Portal", "Catalog", "Governance", "Query", "QueryTls" })
        {
            variables[$"Mesh__Ports__{name}"] = FreePort.Take().ToString(CultureInfo.InvariantCulture);
        }

        return variables;
    }
}
