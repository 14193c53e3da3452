using System.Text.Json;
using MeshStarter.TestKit;

namespace MeshStarter.Cli.Tests;

public sealed class RemoteTests
{
    private static readonly Dictionary<string, string> Token = new(StringComparer.Ordinal) { ["MESH_TOKEN"] = "header.payload.signature" };

    [Theory]
    [InlineData("access", "--governance", "list")]
    [InlineData("products", "--catalog")]
    [InlineData("contract", "--catalog", "orders.orders")]
    [InlineData("audit", "--governance")]
    [InlineData("product", "--catalog", "storage", "orders.orders")]
    [InlineData("quarantine", "--catalog", "orders.orders")]
    [InlineData("slo", "--catalog")]
    [InlineData("query", "--query", "SELECT 1")]
    public async Task Mesh_that_does_not_answer_ends_with_3_and_one_line(string command, string option, params string[] rest)
    {
        var address = $"http://127.0.0.1:{FreePort.Take()}";

        var (exitCode, output, errors) = await RunAsync(Token, [command, .. rest, option, address]);

        Assert.Equal((3, ""), (exitCode, output));
        Assert.StartsWith(address + " does not answer: ", errors, StringComparison.Ordinal);
        Assert.EndsWith(" Start the mesh with dotnet run --project AppHost.\n", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.DoesNotContain("signature", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mesh_on_this_machine_is_called_without_the_proxy_of_the_environment()
    {
        await using var mesh = await FakeMesh.StartAsync();
        // Nothing listens at that port.
        var environment = new Dictionary<string, string>(Token, StringComparer.Ordinal) { ["HTTP_PROXY"] = "http://127.0.0.1:1", ["NO_PROXY"] = "" };

        var (exitCode, output, errors) = await RunAsync(environment, "query", "SELECT 1", "--format", "json", "--query", mesh.Address);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("SELECT 1", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Governance_that_does_not_answer_is_the_one_named()
    {
        await using var mesh = await FakeMesh.StartAsync();
        var governance = $"http://127.0.0.1:{FreePort.Take()}";

        var (exitCode, _, errors) = await RunAsync(null, "products", "--as", "analyst", "--catalog", mesh.Address, "--governance", governance);

        Assert.Equal(3, exitCode);
        Assert.StartsWith(governance + " does not answer: ", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("products")]
    [InlineData("query", "SELECT 1")]
    public async Task Call_without_a_caller_ends_with_4(params string[] arguments)
    {
        var (exitCode, output, errors) = await RunAsync(null, arguments);

        Assert.Equal((4, "", "Not signed in at http://localhost:7403. Run mesh login, or name a persona of the development issuer, such as --as analyst.\n"), (exitCode, output, errors));
    }

    [Theory]
    [InlineData("\"prodcts\" is no command of mesh. Did you mean products? mesh --help lists them.", "prodcts", "--as", "analyst")]
    [InlineData("\"xyzzy\" is no command of mesh. mesh --help lists them.", "xyzzy")]
    [InlineData("\"vots\" is no command of mesh policy. Did you mean vote? mesh policy --help lists them.", "policy", "vots")]
    [InlineData("\"--agianst\" is no option of mesh check. Did you mean --against? mesh check --help lists them.", "check", "domains", "--agianst=main")]
    [InlineData("\"--lmit\" is no option of mesh products. Did you mean --limit? mesh products --help lists them.", "products", "orders", "--lmit", "3")]
    public async Task Word_that_is_unknown_is_named_in_one_line_with_the_nearest(string line, params string[] arguments) =>
        Assert.Equal((2, "", line + "\n"), await RunAsync(Token, arguments));

    [Theory]
    [InlineData("prodcts")]
    [InlineData("contract")]
    [InlineData("contract", "orders")]
    [InlineData("contract", "orders.orders@x")]
    [InlineData("contract", "orders.orders", "--format", "xml")]
    [InlineData("audit", "--decision", "maybe")]
    [InlineData("audit", "--from", "yesterday")]
    [InlineData("audit", "--limit", "0")]
    [InlineData("product", "forget")]
    [InlineData("quarantine")]
    [InlineData("quarantine", "orders")]
    [InlineData("quarantine", "replay", "orders.orders")]
    [InlineData("slo", "orders")]
    [InlineData("query")]
    [InlineData("query", "SELECT 1", "--format", "xml")]
    [InlineData("products", "--catalog", "somewhere")]
    [InlineData("products", "--catalog", "file:///etc/passwd")]
    [InlineData("products", "--unknown")]
    public async Task Call_that_is_not_right_ends_with_2_and_no_trace(params string[] arguments)
    {
        var (exitCode, _, errors) = await RunAsync(Token, arguments);

        Assert.Equal(2, exitCode);
        Assert.NotEmpty(errors);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_move_the_mesh_move_the_calls()
    {
        await using var mesh = await FakeMesh.StartAsync();
        var port = new Uri(mesh.Address).Port;
        Dictionary<string, string> moved = new(StringComparer.Ordinal) { ["Mesh__Ports__Offset"] = "-3", ["Mesh__Ports__Catalog"] = $"{port + 3}", ["Mesh__Ports__Governance"] = $"{port + 3}" };

        var (exitCode, output, errors) = await RunAsync(moved, "products", "--as", "analyst");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.StartsWith("a.a 1.0.0\t", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("far", "Mesh__Ports__Offset: \"far\" is not a whole number from -65535 to 65535.\n")]
    [InlineData("60000", "Mesh__Ports__Offset: with it, the port of Catalog would be 67401, which is not from 1 to 65535.\n")]
    public async Task Offset_that_cannot_be_is_named(string offset, string said)
    {
        var (exitCode, _, errors) = await RunAsync(new Dictionary<string, string>(Token, StringComparer.Ordinal) { ["Mesh__Ports__Offset"] = offset }, "products");

        Assert.Equal((2, said), (exitCode, errors));
    }

    [Fact]
    public async Task Products_of_all_pages_are_listed()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, output, errors) = await RunAsync(null, "products", "--as", "analyst", "--catalog", mesh.Address, "--governance", mesh.Address);

        Assert.Equal((0, "a.a 1.0.0\ta@example.org\tfirst\nb.b 2.0.0\tb@example.org\tsecond\n", ""), (exitCode, output, errors));
        Assert.Equal(["Bearer token-of-analyst-for-catalog", "Bearer token-of-analyst-for-catalog"], mesh.Authorizations);
    }

    [Fact]
    public async Task States_of_service_levels_are_listed_with_those_that_are_not_met()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, output, errors) = await RunAsync(Token, "slo", "--catalog", mesh.Address);

        Assert.Equal((0, "a.a\tat risk\tavailability at risk\nb.b\tbreached\tnew rows do not reach readers\n", ""), (exitCode, output, errors));
    }

    [Fact]
    public async Task Service_levels_of_a_product_are_a_line_each()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, output, errors) = await RunAsync(Token, "slo", "a.a", "--catalog", mesh.Address);

        Assert.Equal(
            (0, "Availability\tat risk since 2026-01-31 12:30:00Z\tavailable 99.9% of the time\tClosed: rest.\t99.97% over 30 days, 70% of the error budget left\nDocumentation\tmet\tnot promised\t100% described\n", ""),
            (exitCode, output, errors));
    }

    [Fact]
    public async Task Contract_is_written_as_the_schema_that_a_consumer_keeps()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, output, errors) = await RunAsync(Token, "contract", "b.b@2", "--catalog", mesh.Address);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(
            """
            {
              "type": "record",
              "name": "b",
              "namespace": "b",
              "doc": "second",
              "fields": [
                {
                  "name": "id",
                  "type": {
                    "type": "string",
                    "logicalType": "uuid"
                  }
                },
                {
                  "name": "note",
                  "type": [
                    "null",
                    "string"
                  ],
                  "default": null
                }
              ]
            }

            """,
            output);
    }

    [Fact]
    public async Task Contract_is_written_by_the_open_standard()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, output, errors) = await RunAsync(Token, "contract", "b.b@2", "--format", "odcs", "--catalog", mesh.Address);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.StartsWith("apiVersion: v3.1.0\nkind: DataContract\nid: \"urn:mesh:b.b\"\nname: b.b\nversion: \"2.0.0\"\nstatus: active\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Contract_that_the_caller_may_not_know_ends_with_5_and_the_reason()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, output, errors) = await RunAsync(Token, "contract", "z.z", "--catalog", mesh.Address);

        Assert.Equal((5, "", "name: there is no z.z\n"), (exitCode, output, errors));
    }

    [Fact]
    public async Task Rows_go_to_stdout_as_they_are()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, output, errors) = await RunAsync(Token, "query", "SELECT 'é'", "--format", "json", "--query", mesh.Address);

        Assert.Equal((0, "{\"asked\":\"SELECT 'é'\",\"as\":\"application/x-ndjson\"}\n", ""), (exitCode, output, errors));
    }

    [Fact]
    public async Task Refused_question_ends_with_1_and_the_reason()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, output, errors) = await RunAsync(Token, "query", "refuse me", "--query", mesh.Address);

        Assert.Equal((1, "", "line 1:1: refuse is no word of SQL\n"), (exitCode, output, errors));
    }

    [Fact]
    public async Task Unknown_persona_ends_with_2_and_the_reason()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, _, errors) = await RunAsync(null, "products", "--as", "nobody", "--catalog", mesh.Address, "--governance", mesh.Address);

        Assert.Equal((2, "--as: persona: there is no nobody\n"), (exitCode, errors));
    }

    [Fact]
    public async Task Answer_that_breaks_off_ends_with_1_and_says_so()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, output, errors) = await RunAsync(Token, "query", "break off", "--query", mesh.Address);

        Assert.Equal((1, "a\n1\n"), (exitCode, output));
        Assert.StartsWith("The answer broke off and is not whole: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Question_is_read_from_standard_input()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, output, _) = await MeshCommand.RunAsync(Path.GetTempPath(), Token, "SELECT 7", ["query", "-", "--query", mesh.Address]);

        Assert.Equal((0, "{\"asked\":\"SELECT 7\",\"as\":\"text/csv\"}\n"), (exitCode, output));
    }

    [Fact]
    public async Task Empty_quarantine_is_said_to_be_empty()
    {
        await using var mesh = await FakeMesh.StartAsync();

        Assert.Equal((0, "", "e.e: no batch is in quarantine.\n"), await RunAsync(Token, "quarantine", "e.e", "--catalog", mesh.Address, "--governance", mesh.Address));
    }

    [Fact]
    public async Task Quarantine_is_listed_to_its_end_with_reasons_and_rows()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, output, errors) = await RunAsync(Token, "quarantine", "c.c", "--catalog", mesh.Address, "--governance", mesh.Address);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(
            "9-9\t2026-01-31T12:30:00Z\t1 row\tquarantined\n  not_null: 1 row: id is missing.\n    {\"total\":1.50}\n1-2\t2026-01-31T12:00:00Z\t2 rows\tpublished 2026-01-31T13:00:00Z\n",
            output);
        var (_, lines, _) = await RunAsync(Token, "quarantine", "c.c", "--catalog", mesh.Address, "--governance", mesh.Address, "--format", "json");
        Assert.Equal(["9-9", "1-2"], lines.TrimEnd().Split('\n').Select(line => JsonElement.Parse(line).GetProperty("batch_id").GetString()));
    }

    [Theory]
    [InlineData("1-2", 0, "c.c: batch 1-2 is published as snapshot 77.\n", "")]
    [InlineData("9-9", 1, "", "c.c: batch 9-9 does not pass yet.\n")]
    public async Task Batch_is_replayed_or_the_reason_reported(string batch, int ends, string reports, string warns)
    {
        await using var mesh = await FakeMesh.StartAsync();
        Assert.Equal((ends, reports, warns), await RunAsync(Token, "quarantine", "replay", "c.c", batch, "--catalog", mesh.Address, "--governance", mesh.Address));
    }

    [Fact]
    public async Task Each_persona_gets_its_own_token()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, _, errors) = await RunAsync(null, "quarantine", "c.c", "--as", "c-owner", "--catalog", mesh.Address, "--governance", mesh.Address);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(["Bearer token-of-c-owner-for-catalog", "Bearer token-of-c-owner-for-c", "Bearer token-of-c-owner-for-c"], mesh.Authorizations);
    }

    [Theory]
    [InlineData("quarantine", "c.c")]
    [InlineData("quarantine", "replay", "c.c", "1-2")]
    public async Task Token_of_the_variable_does_not_go_to_the_address_that_a_domain_registered(params string[] arguments)
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, _, errors) = await RunAsync(Token, [.. arguments, "--catalog", mesh.Address, "--governance", mesh.Address]);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal("Bearer header.payload.signature", mesh.Authorizations.First());
        Assert.All(mesh.Authorizations.Skip(1), authorization => Assert.Equal("Bearer exchanged-for-c", authorization));
        Assert.Equal("header.payload.signature", mesh.Exchanged);
    }

    [Fact]
    public async Task Token_for_the_domain_alone_goes_there_as_it_is()
    {
        await using var mesh = await FakeMesh.StartAsync();
        var token = $"e30.{Convert.ToBase64String("""{"aud":["c"]}"""u8).TrimEnd('=')}.c2ln";

        var (exitCode, _, _) = await RunAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["MESH_TOKEN"] = token }, "quarantine", "c.c", "--catalog", mesh.Address, "--governance", mesh.Address);

        Assert.Equal(0, exitCode);
        Assert.All(mesh.Authorizations, authorization => Assert.Equal("Bearer " + token, authorization));
        Assert.Null(mesh.Exchanged);
    }

    [Fact]
    public async Task Token_that_is_not_exchanged_goes_nowhere_and_the_fix_is_named()
    {
        await using var mesh = await FakeMesh.StartAsync();
        mesh.Exchanges = false;

        var (exitCode, output, errors) = await RunAsync(Token, "quarantine", "c.c", "--catalog", mesh.Address, "--governance", mesh.Address);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("MESH_TOKEN: the token is not for c alone, and ", errors, StringComparison.Ordinal);
        Assert.Contains("--service", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Equal(["Bearer header.payload.signature"], mesh.Authorizations);
    }

    [Fact]
    public async Task Address_that_the_caller_gives_gets_the_callers_token()
    {
        await using var mesh = await FakeMesh.StartAsync();

        var (exitCode, output, errors) = await RunAsync(Token, "quarantine", "e.e@2", "--service", mesh.Address);

        Assert.Equal((0, "", "e.e@2: no batch is in quarantine.\n"), (exitCode, output, errors));
        Assert.Equal(["Bearer header.payload.signature"], mesh.Authorizations);
    }

    [Fact]
    public async Task Port_at_an_address_of_another_form_is_reported()
    {
        await using var mesh = await FakeMesh.StartAsync();
        Assert.Equal(
            (1, "", "d.d: its port http://localhost:4711/rows is under no /products/, and so does not say where its service is.\n"),
            await RunAsync(Token, "quarantine", "d.d", "--catalog", mesh.Address));
    }

    [Fact]
    public async Task Product_whose_service_the_catalog_does_not_know_is_reported()
    {
        await using var mesh = await FakeMesh.StartAsync();
        Assert.Equal(
            (1, "", "b.b@2: the catalog knows no port of it, and so not where its service is.\n"),
            await RunAsync(Token, "quarantine", "b.b@2", "--catalog", mesh.Address));
    }

    private static Task<(int ExitCode, string Output, string Errors)> RunAsync(IReadOnlyDictionary<string, string>? environment, params string[] arguments) =>
        MeshCommand.RunAsync(Path.GetTempPath(), environment, arguments);
}
