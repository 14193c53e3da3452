using Microsoft.AspNetCore.Http;

namespace MeshStarter.Cli.Tests.Verbs;

/// <summary><c>mesh subscribe</c>.</summary>
public sealed class SubscribeTests
{
    [Fact]
    public async Task Events_are_followed_from_the_last_one_on()
    {
        await using var mesh = await CannedMesh.StartAsync(context => CannedMesh.Json(context.Request.Query["lastEventId"].ToString() switch
        {
            "0::x" => """[{"id":"1::x","data":{"total":1}},{"id":"2::x","deleted":true}]""",
            "2::x" => "[]",
            _ => """[{"id":"3::x","data":{"total":3}}]""",
        }));

        Assert.Equal((0, "{\"id\":\"1::x\",\"data\":{\"total\":1}}\n{\"id\":\"2::x\",\"deleted\":true}\n", "--after 2::x goes on from here.\n"), await MeshCommand.CallAsync(["subscribe", "a.a", "--after", "0::x", "--limit", "2", "--service", mesh.Address]));
        Assert.Contains("GET /products/a/events?limit=2&timeout=20000&lastEventId=0%3A%3Ax", mesh.Requests);
    }

    [Fact]
    public async Task Answer_without_events_that_is_not_the_end_is_gone_on_from()
    {
        await using var mesh = await CannedMesh.StartAsync(context =>
        {
            if (context.Request.Query["lastEventId"] != "0::x")
            {
                return CannedMesh.Json("""[{"id":"6::x"}]""");
            }

            context.Response.Headers["Mesh-Last-Event-Id"] = "5::x";
            return CannedMesh.Json("[]");
        });

        Assert.Equal((0, "{\"id\":\"6::x\"}\n", "--after 6::x goes on from here.\n"), await MeshCommand.CallAsync(["subscribe", "a.a", "--after", "0::x", "--limit", "1", "--service", mesh.Address]));
        Assert.Contains("GET /products/a/events?limit=1&timeout=20000&lastEventId=5%3A%3Ax", mesh.Requests);
    }

    [Fact]
    public async Task Expired_token_is_replaced_once_and_what_is_refused_again_ends_with_4()
    {
        var calls = 0;
        await using var mesh = await CannedMesh.StartAsync(context => context.Request.Path != "/products/a/events" ? CannedMesh.Json("""{"access_token":"t"}""")
            : Interlocked.Increment(ref calls) is 1 or 3 ? CannedMesh.Json($$"""[{"id":"{{calls}}"}]""")
            : Results.Problem("The token has expired.", statusCode: StatusCodes.Status401Unauthorized));

        Assert.Equal((4, "{\"id\":\"1\"}\n{\"id\":\"3\"}\n", "--after 3 goes on from here.\nThe token has expired.\n"), await MeshCommand.RunAsync(Path.GetTempPath(), environment: null, ["subscribe", "a.a", "--as", "analyst", "--service", mesh.Address, "--governance", mesh.Address]));
        Assert.Equal(3, mesh.Requests.Count(request => request.StartsWith("POST /dev/token", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Service_that_restarts_is_waited_for_after_an_expired_token_too(bool hasExpired)
    {
        var calls = 0;
        await using var mesh = await CannedMesh.StartAsync(_ => Interlocked.Increment(ref calls) switch
        {
            2 when hasExpired => Results.Problem("The token has expired.", statusCode: StatusCodes.Status401Unauthorized),
            3 when !hasExpired => new BrokenAnswer(),
            2 or 3 => Results.Problem("orders restarts.", statusCode: StatusCodes.Status503ServiceUnavailable),
            var call => CannedMesh.Json($$"""[{"id":"{{call}}"}]"""),
        });

        Assert.Equal((0, "{\"id\":\"1\"}\n{\"id\":\"4\"}\n", "orders restarts. It is tried again until it answers.\n--after 4 goes on from here.\n"), await MeshCommand.CallAsync(["subscribe", "a.a", "--limit", "2", "--service", mesh.Address]));
    }

    [SkippableTheory]
    [InlineData("subscribe", "a.a")]
    [InlineData("query", "SELECT 1")]
    [InlineData("audit", "export")]
    public async Task Reader_of_the_output_that_has_enough_ends_the_command(params string[] arguments)
    {
        Skip.If(OperatingSystem.IsWindows(), "Its pipes are others.");
        await using var mesh = await CannedMesh.StartAsync(context => context.Request.Path == "/products/a/events" ? CannedMesh.Json("""[{"id":"1"}]""") : new EndlessAnswer());
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var command = MeshCommand.Start(Path.GetTempPath(), MeshCommand.Token, [.. arguments, .. (arguments[0] == "subscribe" ? ["--service", mesh.Address] : mesh.Options)]);
        try
        {
            Assert.NotNull(await command.StandardOutput.ReadLineAsync(patience.Token));
            command.StandardOutput.Close();

            Assert.Equal("", await command.StandardError.ReadToEndAsync(patience.Token));
            await command.WaitForExitAsync(patience.Token);
            Assert.Equal(0, command.ExitCode);
        }
        finally
        {
            command.Kill();
        }
    }

    [SkippableFact]
    public async Task Event_that_could_not_be_written_is_not_passed_over()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "/dev/full is Linux's.");
        await using var mesh = await CannedMesh.StartAsync(_ => CannedMesh.Json("""[{"id":"1"},{"id":"2"}]"""));
        string[] call = ["-c", "exec dotnet \"$0\" \"$@\" > /dev/full", Path.Combine(AppContext.BaseDirectory, "mesh.dll"), "subscribe", "a.a", "--service", mesh.Address];

        Assert.Equal((1, "", "No space left on device\n"), await ForeignProgram.AnswerAsync("/bin/sh", call, environment: [new("MESH_TOKEN", MeshCommand.Token["MESH_TOKEN"])]));
    }

    [Fact]
    public async Task Answer_that_breaks_off_ends_with_3()
    {
        await using var mesh = await CannedMesh.StartAsync(_ => new BrokenAnswer());

        var (exitCode, output, errors) = await MeshCommand.CallAsync(["describe", "a.a", .. mesh.Options]);

        Assert.Equal((3, ""), (exitCode, output));
        Assert.StartsWith("The answer broke off and is not whole: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Event_that_is_none_of_the_stream_is_no_place_to_go_on_from()
    {
        await using var mesh = await CannedMesh.StartAsync(_ => Results.Problem("lastEventId: \"nope\" is no event of a.a.", statusCode: StatusCodes.Status400BadRequest));

        Assert.Equal((1, "", "--after: \"nope\" is no event of a.a.\n"), await MeshCommand.CallAsync("subscribe", "a.a", "--after", "nope", "--service", mesh.Address));
    }

    [Fact]
    public async Task Purpose_registers_the_consumer_and_end_takes_that_back()
    {
        await using var mesh = await CannedMesh.StartAsync(context => context.Request.Method switch
        {
            "POST" => CannedMesh.Json("""{"consumer":"analyst","major":2,"purpose":"Count","subscribed_at":"2026-01-31T12:30:00Z","acknowledged":2}"""),
            "DELETE" => Results.NoContent(),
            _ => CannedMesh.Json(DescribeTests.Details("a.a", """{"type":"table","url":"http://localhost:1/products/a@2/table"}""")),
        });

        var (exitCode, output, errors) = await MeshCommand.CallAsync(["subscribe", "a.a", "--purpose", "Count", .. mesh.Options]);
        Assert.Equal(
            (0, "", "a.a@2: you are known as its consumer. mesh subscribe a.a --end takes that back.\na.a: it has no stream port to follow. mesh sample a.a shows its rows.\n"),
            (exitCode, output, errors));

        Assert.Equal((0, "", "a.a@2: you are no longer known as its consumer.\n"), await MeshCommand.CallAsync(["subscribe", "a.a@2", "--end", .. mesh.Options]));
        Assert.Contains("""POST /products/a.a/subscriptions {"purpose":"Count"}""", mesh.Requests);
        Assert.Contains("DELETE /products/a.a/subscriptions?major=2", mesh.Requests);
    }

    [Fact]
    public async Task Product_without_a_stream_ends_with_1()
    {
        await using var mesh = await CannedMesh.StartAsync(_ => CannedMesh.Json(DescribeTests.Details("a.a", "")));

        Assert.Equal((1, "", "a.a: it has no stream port to follow. mesh sample a.a shows its rows.\n"), await MeshCommand.CallAsync(["subscribe", "a.a", .. mesh.Options]));
    }

    // Rows until its client goes.
    private sealed class EndlessAnswer : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            while (!httpContext.RequestAborted.IsCancellationRequested)
            {
                await httpContext.Response.WriteAsync("a,b\n", httpContext.RequestAborted);
            }
        }
    }

    // Ends its connection before it has written what it announces.
    private sealed class BrokenAnswer : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            (httpContext.Response.ContentType, httpContext.Response.ContentLength) = ("application/json", 100);
            return httpContext.Response.WriteAsync("[{", httpContext.RequestAborted);
        }
    }
}
