using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MeshStarter.Cli.Remote;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Cli.Tests;

public sealed class RemoteTests : IAsyncLifetime
{
    private FakeMesh _mesh = null!;

    public async Task InitializeAsync() => _mesh = await FakeMesh.StartAsync();

    public async Task DisposeAsync() => await _mesh.DisposeAsync();

    [Theory]
    [InlineData("access", "--governance", "list")]
    [InlineData("products", "--catalog")]
    [InlineData("quarantine", "--catalog", "orders.orders")]
    [InlineData("query", "--query", "SELECT 1")]
    public async Task Mesh_that_does_not_answer_ends_with_3_and_one_line(string command, string option, params string[] rest)
    {
        var address = $"http://127.0.0.1:{FreePort.Take()}";

        var (exitCode, output, errors) = await MeshCommand.RunHereAsync(Path.GetTempPath(), MeshCommand.Token, [command, .. rest, option, address]);

        Assert.Equal((3, ""), (exitCode, output));
        Assert.StartsWith(address + " does not answer: ", errors, StringComparison.Ordinal);
        Assert.EndsWith(" Start the mesh with dotnet run --project AppHost; where it runs, mesh status shows what has ended, and mesh restart <name> starts that.\n", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.DoesNotContain("signature", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_that_is_silent_is_named_with_the_command_that_shows_what_runs()
    {
        // The system takes the connection, and nothing reads from it.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var http = MeshHttp.Create();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{silent.LocalEndpoint}/products");

        var refused = await Assert.ThrowsAsync<CliException>(() => MeshHttp.AskAsync(http, request, TimeSpan.FromSeconds(0.2), CancellationToken.None));

        Assert.Equal((3, $"http://{silent.LocalEndpoint} is silent: no answer began within 0.2 s. mesh status shows what runs."), (refused.ExitCode, refused.Message));
    }

    [Fact]
    public async Task Mesh_on_this_machine_is_called_without_the_proxy_of_the_environment()
    {
        // Nothing listens at that port.
        var environment = new Dictionary<string, string>(MeshCommand.Token, StringComparer.Ordinal) { ["HTTP_PROXY"] = "http://127.0.0.1:1", ["NO_PROXY"] = "" };

        var (exitCode, output, errors) = await MeshCommand.RunAsync(Path.GetTempPath(), environment, "query", "SELECT 1", "--format", "json", "--query", _mesh.Address);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("SELECT 1", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Governance_that_does_not_answer_is_the_one_named()
    {
        var governance = $"http://127.0.0.1:{FreePort.Take()}";

        var (exitCode, _, errors) = await MeshCommand.RunAsync(Path.GetTempPath(), null, "products", "--as", "analyst", "--catalog", _mesh.Address, "--governance", governance);

        Assert.Equal(3, exitCode);
        Assert.StartsWith(governance + " does not answer: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_move_the_mesh_move_the_calls()
    {
        var port = new Uri(_mesh.Address).Port;
        Dictionary<string, string> moved = new(StringComparer.Ordinal) { ["Mesh__Ports__Offset"] = "-3", ["Mesh__Ports__Catalog"] = $"{port + 3}", ["Mesh__Ports__Governance"] = $"{port + 3}" };

        var (exitCode, output, errors) = await MeshCommand.RunAsync(Path.GetTempPath(), moved, "products", "--as", "analyst");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.StartsWith("a.a 1.0.0\t", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name: there is no product \"a.a\" that you may see; GET /products lists those that there are.", "name: there is no product \"a.a\" that you may see; mesh products lists those that there are.")]
    [InlineData("name: there is no product \"a.a\" that you may see; GET /products lists those that there are. Did you mean a.b?", "name: there is no product \"a.a\" that you may see; mesh products lists those that there are. Did you mean a.b?")]
    [InlineData("products: there is no such product; GET /products of the catalog lists those that there are.", "products: there is no such product; mesh products lists those that there are.")]
    [InlineData("You have asked for a.a already, and it is not decided: GET /access/requests?product=a.a.", "You have asked for a.a already, and it is not decided: mesh access list --product a.a.")]
    [InlineData("It is not renewed. Ask again: POST /access/requests.", "It is not renewed. Ask again: mesh access request.")]
    [InlineData("GET /access/grants?product=a.a&mine=true has your own.", "mesh access list --grants --product a.a has your own.")]
    [InlineData("id: a has no run 7. GET /products/a@1/runs lists them.", "id: a has no run 7. mesh pipeline runs lists them.")]
    [InlineData("id: there is no dead letter 7. GET /streams/dead-letters lists them.", "id: there is no dead letter 7. mesh stream dead-letters lists them.")]
    [InlineData("lastEventId: must be the id of an event of this feed.", "--after: must be the id of an event of this feed.")]
    [InlineData("node: there is nothing of that name that you may see.", "There is nothing of that name that you may see. mesh products lists products, and mesh describe shows the columns of one.")]
    [InlineData("X-Mesh-Purpose: the token is not for this purpose. Its purposes are billing.", "--purpose: the token is not for this purpose. Its purposes are billing.")]
    [InlineData("The token's roles do not permit this. Ask with a token that has the role this address wants.", "The token's roles do not permit this. mesh whoami shows its roles.")]
    [InlineData("There is nothing at this address; GET /iceberg/v1/config lists what is served.", "There is nothing at this address; GET /iceberg/v1/config lists what is served.")]
    public async Task Problem_of_a_service_names_commands_in_place_of_addresses(string detail, string said)
    {
        await using var mesh = await Verbs.CannedMesh.StartAsync(_ => Results.Problem(detail, statusCode: StatusCodes.Status409Conflict));

        Assert.Equal((1, "", said + "\n"), await MeshCommand.RunAsync(Path.GetTempPath(), MeshCommand.Token, ["describe", "a.a", .. mesh.Options]));
    }

    [Fact]
    public async Task Products_of_all_pages_are_listed_and_an_unknown_persona_ends_with_2_and_the_reason()
    {
        Assert.Equal((0, "a.a 1.0.0\ta@example.org\tfirst\nb.b 2.0.0\tb@example.org\tsecond\n", ""), await MeshCommand.RunAsync(Path.GetTempPath(), null, "products", "--as", "analyst", "--catalog", _mesh.Address, "--governance", _mesh.Address));
        Assert.Equal(["Bearer token-of-analyst-for-catalog", "Bearer token-of-analyst-for-catalog"], _mesh.Authorizations);

        var (exitCode, _, errors) = await MeshCommand.RunAsync(Path.GetTempPath(), null, "products", "--as", "nobody", "--catalog", _mesh.Address, "--governance", _mesh.Address);

        Assert.Equal((2, "--as: persona: there is no nobody\n"), (exitCode, errors));
    }

    [Fact]
    public async Task Service_levels_are_listed_by_product_and_those_of_one_a_line_each()
    {
        Assert.Equal((0, "a.a\tat risk\tavailability at risk\nb.b\tbreached\tnew rows do not reach readers\n", ""), await MeshCommand.CallAsync("slo", "--catalog", _mesh.Address));

        var (exitCode, output, errors) = await MeshCommand.CallAsync("slo", "a.a", "--catalog", _mesh.Address);

        Assert.Equal(
            (0, "Availability\tat risk since 2026-01-31T12:30:00Z\tavailable 99.9% of the time\tClosed: rest.\t99.97% over 30 days, 70% of the error budget left\nDocumentation\tmet\tnot promised\t100% described\n", ""),
            (exitCode, output, errors));
    }

    [Fact]
    public async Task Contract_is_written_as_the_schema_that_a_consumer_keeps_and_by_the_open_standard()
    {
        var (exitCode, output, errors) = await MeshCommand.CallAsync("contract", "b.b@2", "--catalog", _mesh.Address);

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

        (exitCode, output, errors) = await MeshCommand.CallAsync("contract", "b.b@2", "--format", "odcs", "--catalog", _mesh.Address);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.StartsWith("apiVersion: v3.1.0\nkind: DataContract\nid: \"urn:mesh:b.b\"\nname: b.b\nversion: \"2.0.0\"\nstatus: active\n", output, StringComparison.Ordinal);

        Assert.Equal((5, "", "name: there is no z.z\n"), await MeshCommand.CallAsync("contract", "z.z", "--catalog", _mesh.Address));
    }

    [Fact]
    public async Task Rows_go_to_stdout_as_they_are_and_a_question_that_fails_or_breaks_off_ends_with_1()
    {
        Assert.Equal((0, "{\"asked\":\"SELECT 'é'\",\"as\":\"application/x-ndjson\"}\n", ""), await MeshCommand.CallAsync("query", "SELECT 'é'", "--format", "json", "--query", _mesh.Address));

        var (read, rows, _) = await MeshCommand.RunAsync(Path.GetTempPath(), MeshCommand.Token, "SELECT 7", ["query", "-", "--query", _mesh.Address]);

        Assert.Equal((0, "{\"asked\":\"SELECT 7\",\"as\":\"text/csv\"}\n"), (read, rows));

        Assert.Equal((1, "", "line 1:1: refuse is no word of SQL\n"), await MeshCommand.CallAsync("query", "refuse me", "--query", _mesh.Address));

        var (exitCode, output, errors) = await MeshCommand.CallAsync("query", "break off", "--query", _mesh.Address);

        Assert.Equal((1, "a\n1\n"), (exitCode, output));
        Assert.StartsWith("The answer broke off and is not whole: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quarantine_is_listed_to_its_end_with_reasons_and_rows_or_said_to_be_empty()
    {
        var (exitCode, output, errors) = await MeshCommand.CallAsync("quarantine", "c.c", "--catalog", _mesh.Address, "--governance", _mesh.Address);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(
            "9-9\t2026-01-31T12:30:00Z\t1 row\tquarantined\n  not_null: 1 row: id is missing.\n    {\"total\":1.50}\n1-2\t2026-01-31T12:00:00Z\t2 rows\tpublished 2026-01-31T13:00:00Z\n",
            output);
        var (_, lines, _) = await MeshCommand.CallAsync("quarantine", "c.c", "--catalog", _mesh.Address, "--governance", _mesh.Address, "--format", "json");
        Assert.Equal(["9-9", "1-2"], lines.TrimEnd().Split('\n').Select(line => JsonElement.Parse(line).GetProperty("batch_id").GetString()));

        Assert.Equal((0, "", "e.e: no batch is in quarantine. Where a source.yaml feeds it, rows of its files that are rejected are in no batch: mesh source status e.e has them.\n"), await MeshCommand.CallAsync("quarantine", "e.e", "--catalog", _mesh.Address, "--governance", _mesh.Address));
    }

    [Theory]
    [InlineData("1-2", 0, "c.c: batch 1-2 is published as snapshot 77.\n", "")]
    [InlineData("2-2", 0, "c.c: batch 2-2 is replayed; newer rows had replaced all its own, or they were deleted.\n", "")]
    [InlineData("9-9", 1, "", "c.c: batch 9-9 does not pass yet.\n")]
    public async Task Batch_is_replayed_or_the_reason_reported(string batch, int ends, string reports, string warns) =>
        Assert.Equal((ends, reports, warns), await MeshCommand.CallAsync("quarantine", "replay", "c.c", batch, "--catalog", _mesh.Address, "--governance", _mesh.Address));

    [Fact]
    public async Task Each_persona_gets_its_own_token()
    {
        var (exitCode, _, errors) = await MeshCommand.RunAsync(Path.GetTempPath(), null, "quarantine", "c.c", "--as", "c-owner", "--catalog", _mesh.Address, "--governance", _mesh.Address);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal(["Bearer token-of-c-owner-for-catalog", "Bearer token-of-c-owner-for-c", "Bearer token-of-c-owner-for-c"], _mesh.Authorizations);
    }

    [Theory]
    [InlineData("quarantine", "c.c")]
    [InlineData("quarantine", "replay", "c.c", "1-2")]
    public async Task Token_of_the_variable_does_not_go_to_the_address_that_a_domain_registered(params string[] arguments)
    {
        var (exitCode, _, errors) = await MeshCommand.CallAsync([.. arguments, "--catalog", _mesh.Address, "--governance", _mesh.Address]);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Equal("Bearer header.payload.signature", _mesh.Authorizations.First());
        Assert.All(_mesh.Authorizations.Skip(1), authorization => Assert.Equal("Bearer exchanged-for-c", authorization));
        Assert.Equal("header.payload.signature", _mesh.Exchanged);
    }

    [Fact]
    public async Task Token_for_the_domain_alone_goes_there_as_it_is()
    {
        var token = $"e30.{Convert.ToBase64String("""{"aud":["c"]}"""u8).TrimEnd('=')}.c2ln";

        var (exitCode, _, _) = await MeshCommand.RunAsync(Path.GetTempPath(), new Dictionary<string, string>(StringComparer.Ordinal) { ["MESH_TOKEN"] = token }, "quarantine", "c.c", "--catalog", _mesh.Address, "--governance", _mesh.Address);

        Assert.Equal(0, exitCode);
        Assert.All(_mesh.Authorizations, authorization => Assert.Equal("Bearer " + token, authorization));
        Assert.Null(_mesh.Exchanged);
    }

    [Fact]
    public async Task Token_that_is_not_exchanged_goes_nowhere_and_the_fix_is_named()
    {
        _mesh.Exchanges = false;

        var (exitCode, output, errors) = await MeshCommand.CallAsync("quarantine", "c.c", "--catalog", _mesh.Address, "--governance", _mesh.Address);

        Assert.Equal((1, ""), (exitCode, output));
        Assert.StartsWith("MESH_TOKEN: the token is not for c alone, and ", errors, StringComparison.Ordinal);
        Assert.Contains("--service", errors, StringComparison.Ordinal);
        Assert.Single(errors.TrimEnd().Split('\n'));
        Assert.Equal(["Bearer header.payload.signature"], _mesh.Authorizations);
    }

    [Fact]
    public async Task Address_that_the_caller_gives_gets_the_callers_token()
    {
        Assert.Equal((0, "", "e.e@2: no batch is in quarantine. Where a source.yaml feeds it, rows of its files that are rejected are in no batch: mesh source status e.e@2 has them.\n"), await MeshCommand.CallAsync("quarantine", "e.e@2", "--service", _mesh.Address));
        Assert.Equal(["Bearer header.payload.signature"], _mesh.Authorizations);
    }

    [Fact]
    public async Task Product_whose_ports_do_not_say_where_its_service_is_is_reported()
    {
        Assert.Equal(
            (1, "", "b.b@2: the catalog knows no port of it, and so not where its service is.\n"),
            await MeshCommand.CallAsync("quarantine", "b.b@2", "--catalog", _mesh.Address));

        Assert.Equal(
            (1, "", "d.d: its port http://localhost:4711/rows is under no /products/, and so does not say where its service is.\n"),
            await MeshCommand.CallAsync("quarantine", "d.d", "--catalog", _mesh.Address));
    }
}
