// A store, an api that waits for it, and a web that waits for the api; what else a test asks for comes by --With:<resource>=true.
using LocalAppModel.TestApps;
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = args, EnableResourceLogging = !args.Contains("--quiet=true") });
var settings = builder.Configuration;
var password = builder.AddParameter("password", "s e;cret", secret: true);

var store = Add<Projects.Web_App>("store")
    .WithEndpoint(name: "wire-port", scheme: "tcp", env: "STORE_WIRE_PORT")
    .WithEnvironment("PASSWORD", password)
    .WithEnvironment("Healthy", settings["Store:Healthy"])
    .WithEnvironment("Stubborn", settings["Store:Stubborn"]);
var wire = store.GetEndpoint("wire-port");
var database = builder.AddConnectionString("main-database", ReferenceExpression.Create(
    $"Host={wire.Property(EndpointProperty.Host)};Port={wire.Property(EndpointProperty.Port)};Password={password}"));

var api = builder.AddProject<Projects.Web_App>("api", o => o.ExcludeLaunchProfile = true)
    .WithHttpEndpoint(port: settings.GetValue<int?>("Api:Port"))
    .WithHttpHealthCheck("/health", endpointName: "http")
    .WithEnvironment("Journal", settings["Journal"])
    .WithEnvironment("Stubborn", settings["Api:Stubborn"])
    .WithEnvironment("STORE_TEXT", $"{store.GetEndpoint("http")}/items?p={password.Resource}")
    .WithReference(store)
    .WithReference(database, "database")
    .WaitFor(store);

Add<Projects.Web_App>("web")
    .WithReference(api)
    .WithReference(database)
    .WithEnvironment("Stubborn", settings["Web:Stubborn"])
    .WaitFor(api);

if (With("job"))
{
    builder.AddProject<Projects.Job>("job", o => o.ExcludeLaunchProfile = true).WithEnvironment("EndsWith", settings["Job:ExitCode"] ?? "0");
}

if (With("leaver"))
{
    builder.AddExecutable("leaver", "sh", ".", "-c", "sleep 600 & setsid sleep 601 & exec sleep 602");
}

if (With("missing-program"))
{
    builder.AddExecutable("missing-program", "no-such-program", ".");
}

if (With("container"))
{
    Add<Projects.Web_App>("container-user").WaitFor(builder.AddContainer("box", "some/image"));
}

if (With("missing-parameter"))
{
    Add<Projects.Web_App>("parameter-user").WithEnvironment("VALUE", builder.AddParameter("not-given"));
}

if (With("unbuilt"))
{
    builder.AddProject<Unbuilt>("unbuilt", o => o.ExcludeLaunchProfile = true);
}

if (With("circle"))
{
    store.WaitFor(api);
}

if (With("failing-service"))
{
    throw new InvalidOperationException("the AppHost's own mistake");
}

await builder.Build().RunAsync();
return Environment.ExitCode;

bool With(string resource) => settings.GetValue($"With:{resource}", defaultValue: false);

IResourceBuilder<ProjectResource> Add<T>(string name)
    where T : IProjectMetadata, new() =>
    builder.AddProject<T>(name, o => o.ExcludeLaunchProfile = true)
        .WithHttpEndpoint()
        .WithHttpHealthCheck("/health")
        .WithEnvironment("Journal", settings["Journal"]);
