using System.Net;
using System.Net.Http.Json;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace MeshStarter.LocalAppModel.Tests.InTests;

public sealed class TestingBuilderTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Builder_is_the_AppHosts_own_and_configured_for_tests()
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(["--Own=setting", "--environment=Staging"]);

        Assert.Equal(["password", "store", "main-database", "api", "web"], builder.Resources.Select(r => r.Name));
        Assert.Equal(Projects.AppHost.ProjectPath, builder.AppHostDirectory);
        Assert.Equal("Staging", builder.Environment.EnvironmentName);
        Assert.True(builder.ExecutionContext.IsRunMode);
        Assert.Equal(["setting", "true", "from the profile"], new[] { "Own", "DcpPublisher:RandomizePorts", "FROM_PROFILE" }.Select(key => builder.Configuration[key]));
        Assert.Null(System.Environment.GetEnvironmentVariable("FROM_PROFILE"));
    }

    [Fact]
    public async Task Applications_run_side_by_side_and_leave_nothing()
    {
        var ids = await Task.WhenAll(RunOne("first"), RunOne("second"));

        Assert.All(ids.SelectMany(i => i), id => Assert.False(ProcessTable.Exists(id)));

        static async Task<int[]> RunOne(string mark)
        {
            await using var application = await BuildAsync([], b => b.CreateResourceBuilder((ProjectResource)b.Resources.Single(r => r.Name == "store")).WithEnvironment("MARK", mark));
            await application.StartAsync();
            await application.ResourceNotifications.WaitForResourceHealthyAsync("web").WaitAsync(Patience);
            using var store = application.CreateHttpClient("store", "http");
            Assert.Equal(mark, (await store.GetFromJsonAsync<Dictionary<string, string>>("/environment"))!["MARK"]);
            return [.. new[] { "store", "api", "web" }.Select(name => ProcessIdOf(application, name))];
        }
    }

    [Fact]
    public async Task Start_returns_before_all_is_healthy_waits_are_gated_by_health_and_waits_for_a_start_are_not()
    {
        await using var application = await BuildAsync(["--Store:Healthy=later"], b =>
        {
            b.AddExecutable("after-start", "sleep", ".", "60").WaitForStart(StoreOf(b));
            b.AddExecutable("after-nothing", "sleep", ".", "60").WaitForStart(b.AddExecutable("missing", "no-such-program", "."));
        });
        await application.StartAsync();
        await application.ResourceNotifications.WaitForResourceAsync("store", [KnownResourceStates.Running]).WaitAsync(Patience);
        await Answers503(application);

        Assert.Equal(KnownResourceStates.Waiting, StateOf(application, "api"));
        await application.ResourceNotifications.WaitForResourceAsync("after-start", [KnownResourceStates.Running]).WaitAsync(Patience);
        await application.ResourceNotifications.WaitForResourceAsync("after-nothing", [KnownResourceStates.FailedToStart]).WaitAsync(Patience);
        Assert.Equal(HealthStatus.Unhealthy, SnapshotOf(application, "store").HealthStatus);

        using var store = application.CreateHttpClient("store", "http");
        using var healed = await store.PostAsync("/heal", content: null);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("api").WaitAsync(Patience);
    }

    [Fact]
    public async Task Wait_stops_by_default_when_the_resource_has_ended()
    {
        await using var application = await BuildAsync(["--Store:Healthy=later"]);
        await application.StartAsync();
        await Answers503(application);

        await Die(application, "store", 5);

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => application.ResourceNotifications.WaitForResourceHealthyAsync("store").WaitAsync(Patience));
        Assert.Equal("store ended with exit code 5 before it was healthy", error.Message);
        await application.ResourceNotifications.WaitForResourceAsync("api", [KnownResourceStates.FailedToStart]).WaitAsync(Patience);
        Assert.Equal((KnownResourceStates.Finished, 5), (StateOf(application, "store"), SnapshotOf(application, "store").ExitCode));
    }

    [Fact]
    public async Task Process_that_was_stopped_or_died_is_started_again_by_commands_at_its_address_and_hosted_services_see_the_states()
    {
        await using var application = await BuildAsync([], b => b.Services.AddHostedService<Watcher>());
        await application.StartAsync();
        var watcher = application.Services.GetServices<IHostedService>().OfType<Watcher>().Single();
        Assert.Equal(["store", "api", "web"], await watcher.Healthy.Task.WaitAsync(Patience));
        var (address, before, web) = (application.GetEndpoint("api", "http"), ProcessIdOf(application, "api"), ProcessIdOf(application, "web"));
        var commands = application.Services.GetRequiredService<ResourceCommandService>();

        var early = await commands.ExecuteCommandAsync("api", KnownResourceCommands.StartCommand);
        Assert.Equal((false, "Resource 'api' has not ended."), (early.Success, early.Message));
        Assert.True((await commands.ExecuteCommandAsync("api", KnownResourceCommands.StopCommand)).Success);
        Assert.Equal(KnownResourceStates.Exited, StateOf(application, "api"));
        Assert.False(ProcessTable.Exists(before));
        Assert.True((await commands.ExecuteCommandAsync("api", KnownResourceCommands.StartCommand)).Success);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("api").WaitAsync(Patience);

        Assert.Equal((address, web, (int?)null), (application.GetEndpoint("api", "http"), ProcessIdOf(application, "web"), SnapshotOf(application, "api").ExitCode));
        var second = ProcessIdOf(application, "api");
        Assert.NotEqual(before, second);
        Assert.False((await commands.ExecuteCommandAsync("nothing", KnownResourceCommands.StopCommand)).Success);

        await Die(application, "api", 5);
        await application.ResourceNotifications.WaitForResourceAsync("api", [KnownResourceStates.Finished]).WaitAsync(Patience);
        Assert.True((await commands.ExecuteCommandAsync("api", KnownResourceCommands.StopCommand)).Success);
        Assert.True((await commands.ExecuteCommandAsync("api", KnownResourceCommands.StartCommand)).Success);
        await application.ResourceNotifications.WaitForResourceHealthyAsync("api").WaitAsync(Patience);
        Assert.True(ProcessTable.Exists(ProcessIdOf(application, "api")));
        Assert.NotEqual(second, ProcessIdOf(application, "api"));
    }

    [Fact]
    public async Task Port_that_is_given_is_listened_on_where_ports_are_not_random()
    {
        var port = FreePort.Take();
        await using var application = await BuildAsync([$"--Api:Port={port}", "--DcpPublisher:RandomizePorts=false"]);
        await application.StartAsync();
        await application.ResourceNotifications.WaitForResourceHealthyAsync("api").WaitAsync(Patience);

        Assert.Equal(new Uri($"http://localhost:{port}/"), application.GetEndpoint("api", "http"));
        using var client = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri($"http://127.0.0.1:{port}/health"))).StatusCode);
    }

    [Fact]
    public async Task Mistake_of_the_entry_point_reaches_the_test()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(["--With:failing-service=true"]));

        Assert.Equal("the AppHost's own mistake", error.Message);
    }

    [Fact]
    public async Task Start_that_fails_reaches_the_test_and_leaves_the_test_process_exit_code_alone()
    {
        await using var application = await BuildAsync(["--With:circle=true"]);

        var error = await Assert.ThrowsAsync<DistributedApplicationException>(() => application.StartAsync());

        Assert.StartsWith("These resources wait for one another", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, System.Environment.ExitCode);
    }

    [Fact]
    public async Task Builder_that_is_not_built_ends_without_a_trace()
    {
        await using (await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>([]))
        {
        }

        var again = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>([]);
        await again.DisposeAsync();
    }

    private static async Task<DistributedApplication> BuildAsync(string[] args, Action<IDistributedApplicationTestingBuilder>? change = null)
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(args);
        change?.Invoke(builder);
        return await builder.BuildAsync();
    }

    private static IResourceBuilder<ProjectResource> StoreOf(IDistributedApplicationBuilder builder) =>
        builder.CreateResourceBuilder((ProjectResource)builder.Resources.Single(r => r.Name == "store"));

    private static Task Answers503(DistributedApplication application) => application.ResourceNotifications
        .WaitForResourceAsync("store", e => e.Snapshot.HealthReports is [{ Description: "GET /health answered 503, expected 200" }]).WaitAsync(Patience);

    private static async Task Die(DistributedApplication application, string resource, int code)
    {
        using var client = application.CreateHttpClient(resource, "http");
        try
        {
            using var answer = await client.PostAsync($"/die/{code}", content: null);
        }
        catch (HttpRequestException)
        {
            // it died before it answered
        }
    }

    private static CustomResourceSnapshot SnapshotOf(DistributedApplication application, string resource) =>
        application.ResourceNotifications.TryGetCurrentState(resource, out var current) ? current.Snapshot : throw new InvalidOperationException(resource);

    private static string? StateOf(DistributedApplication application, string resource) => SnapshotOf(application, resource).State?.Text;

    private static int ProcessIdOf(DistributedApplication application, string resource) =>
        (int)SnapshotOf(application, resource).Properties.Single(p => p.Name == "executable.pid").Value!;

    private sealed class Watcher(ResourceNotificationService notifications) : BackgroundService
    {
        public TaskCompletionSource<string[]> Healthy { get; } = new();

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            string[] names = ["store", "api", "web"];
            foreach (var name in names)
            {
                await notifications.WaitForResourceHealthyAsync(name, stoppingToken);
            }

            Healthy.SetResult([.. names.Where(name => notifications.TryGetCurrentState(name, out var state) && state.Snapshot.HealthStatus == HealthStatus.Healthy)]);
        }
    }
}
