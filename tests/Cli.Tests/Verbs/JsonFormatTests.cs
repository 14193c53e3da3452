using System.Text.Json;

namespace MeshStarter.Cli.Tests.Verbs;

/// <summary>Every command that prints something prints JSON with <c>--format json</c>.</summary>
public sealed class JsonFormatTests
{
    private const string Id = "00000000-0000-0000-0000-000000000001";
    private const string Any = """{"id":1}""";
    private const string List = """{"items":[{"id":1},{"id":2}]}""";
    private const string Run = """{"id":9,"product":"a.a","major":1,"window":"w","generation":3,"state":"succeeded","requested_at":"2026-01-31T12:30:00Z","not_before":"2026-01-31T12:30:00Z","ended_at":"2026-01-31T12:40:00Z","is_unchanged":false}""";
    private const string Audited = """{"id":"00000000-0000-0000-0000-000000000003","occurred_at":"2026-01-31T12:30:00Z","service":"query","subject":"a","roles":[],"purposes":[],"action":"read","permit":false,"reason":"No rule permits it.","rule_ids":[],"masked_columns":[],"clipped":[]}""";
    private const string Proposal = $$"""{"id":"{{Id}}","state":"open","origin":"proposal","author":"a","reason":"r","base":1,"text":"t","sha256":"s","created_at":"2026-01-31T12:30:00Z","deadline":"2026-01-31T12:30:00Z","seats":[],"undiscovered_seats":0,"quorum_percent":50,"majority_percent":50,"votes":[],"revision":1}""";

    // Their forms are tested with them: check, new, policy test, pipeline check and pipeline test by files, query and whoami, login by a provider, status, restart, reset and domain credentials by
    // a mesh of this machine, audit verify by an export. An export of the audit trail is lines of JSON, and a contract is a document in the form that its format names.
    private static readonly string[] Elsewhere = ["audit export", "audit verify", "check", "contract", "domain credentials", "login", "new", "pipeline check", "pipeline test", "policy test", "query", "reset", "restart", "status", "whoami"];

    /// <summary>Each command with arguments, and the answer of every service.</summary>
    public static TheoryData<string, string, string> Commands => new()
    {
        { "access request", "a.a --purpose p", List },
        { "access list", "", List },
        { "access grants", "a.a", List },
        { "access approve", $"{Id} --reason r", Any },
        { "access decline", $"{Id} --reason r", Any },
        { "access withdraw", Id, Any },
        { "access revoke", $"{Id} --reason r", Any },
        { "access renew", Id, List },
        { "access effective", "--product a.a", Any },
        { "access suspend", "analyst --reason r", Any },
        { "access resume", "analyst --reason r", Any },
        { "access suspensions", "", List },
        { "audit", "", $$"""{"items":[{{Audited}}],"next":null,"scope":"all"}""" },
        { "cause", "a.a unique:id", Any },
        { "completion", "bash", Any },
        { "describe", "a.a", Any },
        { "doctor", "", Any },
        { "domain remove", "a --yes", Any },
        { "impact", "a.a retire", """{"product":{"product":"a.a","major":1},"change":"retire","is_breaking":true,"reason":"r","total_products":1,"total_columns":0,"total_queries":0,"is_whole":true,"products":[{"name":"a.a","owner":"a@example.org","distance":0,"is_uncertain":false,"is_whole":true,"columns":[],"consumers":[],"queries":[]}]}""" },
        { "lineage", "a.a", LineageTests.Page },
        { "logout", "", Any },
        { "pipeline status", "a.a", Any },
        { "pipeline runs", "a.a", List },
        { "pipeline run", "a.a w --wait", Run },
        { "pipeline backfill", "a.a --from 2017-01-01 --to 2017-01-02 --yes", """{"windows":2,"first":"a","last":"b"}""" },
        { "pipeline pause", "a.a", Any },
        { "pipeline resume", "a.a", Any },
        { "pipeline cancel", "a.a", Any },
        { "policy show", "--version 1", """{"number":1,"label":"l","is_in_force":true,"effective_from":"2026-01-31T12:30:00Z","origin":"file","author":"a","reason":"r","sha256":"s","text":"t"}""" },
        { "policy versions", "", List },
        { "policy diff", "", """{"from":1,"to":2,"added":[],"removed":[],"changed":[],"text":""}""" },
        { "policy propose", "--rollback 1", Any },
        { "policy proposals", "", List },
        { "policy vote", $"{Id} for --reason r --yes", Proposal },
        { "policy withdraw", $"{Id} --reason r", Any },
        { "policy tighten", $"--end {Id} --reason r", Any },
        { "policy tightenings", "", List },
        { "policy declassify", $"--approve {Id} --reason r", Any },
        { "policy declassifications", "", List },
        { "product storage", "a.a", Any },
        { "product forget", "a.a", """{"expired_at":"2026-01-31T12:30:00Z","gone_by":"2026-01-31T12:46:00Z"}""" },
        { "product refill", "a.a", """{"rows":1,"is_complete":true}""" },
        { "product drop", "a.a@2 --dev --yes", Any },
        { "products", "", List },
        { "quarantine", "a.a", List },
        { "quarantine replay", "a.a 1-2", """{"product":"a.a","major":1,"id":2,"batch_id":"1-2","version":"1.0.0","quarantined_at":"2026-01-31T12:30:00Z","rows":1,"results":[],"snapshot_id":7}""" },
        { "queries", "a.a", """{"product":"a.a","since":"2026-01-01T12:30:00Z","total":1,"domains":[{"domain":"b","queries":1,"callers":1}],"next":null}""" },
        { "sample", "a.a", Any },
        { "schema", "pipeline", Any },
        { "slo", "", """{"items":[{"product":"a.a","major":1,"state":"met","objectives":[]}],"next":null}""" },
        { "source status", "a.a", Any },
        { "source prepare", "a.a", Any },
        { "source snapshot", "a.a", Any },
        { "stream list", "a", List },
        { "stream skip", "a 1::x --reason r", Letter },
        { "stream dead-letters", "a", List },
        { "stream replay", "a 3", Letter },
        { "subscribe", "a.a --limit 2", """[{"id":"1"},{"id":"2"}]""" },
    };

    private static string Letter =>
        """{"id":3,"handler":"A","product":"orders.events","major":1,"event_id":"2::y","skipped_at":"2026-01-31T12:30:00Z","skipped_by":"o","reason":"r","type":"T","message":"m","replayed_at":"2026-01-31T13:00:00Z"}""";

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Output_is_an_object_a_line(string command, string arguments, string answer)
    {
        await using var mesh = await CannedMesh.StartAsync(_ => CannedMesh.Json(answer));
        string[] words = [.. command.Split(' '), .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--format", "json"];
        string[] service = command.Split(' ')[0] is "pipeline" or "quarantine" or "source" or "stream" or "subscribe" || command is "product forget" or "product refill" ? ["--service", mesh.Address] : [];
        string[] options = command is "completion" or "schema" ? [] : command is "logout" ? ["--mesh", mesh.Address] : mesh.Options;

        var (exitCode, output, errors) = await MeshCommand.CallAsync([.. words, .. service, .. options]);

        // The doctor finds what it finds.
        Assert.True(exitCode == 0 || command == "doctor", errors);
        var lines = output.TrimEnd().Split('\n');
        Assert.All(lines, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
    }

    [Fact]
    public async Task No_command_is_left_out()
    {
        var found = await LeavesAsync("");

        Assert.Equal(found.Except(Elsewhere, StringComparer.Ordinal).Order(StringComparer.Ordinal), Commands.Select(row => (string)row[0]).Order(StringComparer.Ordinal));
        Assert.Empty(Elsewhere.Except(found, StringComparer.Ordinal));
    }

    // A command with commands of its own is one itself where it takes more than them: audit, quarantine.
    private static async Task<IReadOnlyList<string>> LeavesAsync(string command)
    {
        List<string> leaves = [];
        var (_, suggested, _) = await MeshCommand.RunAsync(Path.GetTempPath(), environment: null, [$"[suggest:{command.Length}]", command]);
        foreach (var word in suggested.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(word => char.IsAsciiLetterLower(word[0])))
        {
            var child = $"{command}{word}";
            var (_, help, _) = await MeshCommand.RunAsync(Path.GetTempPath(), environment: null, [.. child.Split(' '), "--help"]);
            if (help.Contains("\nCommands:\n", StringComparison.Ordinal))
            {
                leaves.AddRange(await LeavesAsync($"{child} "));
            }

            if (!help.Contains("\nCommands:\n", StringComparison.Ordinal) || help.Contains("--format", StringComparison.Ordinal))
            {
                leaves.Add(child);
            }
        }

        return leaves;
    }
}
