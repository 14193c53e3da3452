using System.Text.Json;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using MeshStarter.AppHost.Start;

namespace MeshStarter.EndToEnd;

/// <summary>The mesh as a published application: nothing of it is of this machine or of Development.</summary>
public sealed partial class PublishTests
{
    // Without a setting a publish is for Azure, where the build has its packages.
    private static readonly string[] Publish = ["--operation", "publish", "--publisher", "manifest", "--Mesh:Infrastructure=Embedded"];

    private static readonly string[] Given =
        ["--Mesh:Identity:Authority=https://identity.example.org", "--Mesh:Infrastructure=External", "--Mesh:Storage:Buckets=s3://mesh-", "--Mesh:Query:PublicUrl=https://query.example.org"];

    private static readonly string[] GivenOfAzure = ["--Mesh:Storage:Kind=AzureBlob", "--Mesh:Storage:AzureBlob:Endpoint=https://lake.blob.core.windows.net"];

    [Fact]
    public async Task Parameters_stand_for_the_provider_and_the_store()
    {
        var resources = await ResourcesAsync();

        Assert.Superset(new HashSet<string> { "governance", "catalog", "query", "portal", "orders", "payments", "inventory" }, resources);
        Assert.Superset(new HashSet<string> { "identity-authority", "query-public-url", "storage-buckets", "orders-database", "governance-migrations", "portal-database", "orders-storage-access-key", "catalog-vending-secret-key" }, resources);
        Assert.DoesNotContain("apphost-client-secret", resources);
        Assert.DoesNotContain("postgres", resources);
    }

    [Fact]
    public async Task Settings_take_the_place_of_parameters()
    {
        var resources = await ResourcesAsync(Given);

        Assert.DoesNotContain("identity-authority", resources);
        Assert.DoesNotContain("storage-buckets", resources);
        Assert.DoesNotContain("query-public-url", resources);
        Assert.Contains("orders-storage-access-key", resources);
    }

    [Fact]
    public async Task Mesh_on_a_storage_account_has_no_keys() =>
        Assert.DoesNotContain(await ResourcesAsync([.. GivenOfAzure]), resource => resource.Contains("storage", StringComparison.Ordinal) || resource.EndsWith("-access-key", StringComparison.Ordinal));

    [SkippableFact]
    public async Task Manifest_of_a_mesh_on_a_storage_account_has_its_containers()
    {
        var environment = await ManifestAsync(GivenOfAzure);

        Assert.Equal(
            ["catalog Mesh__Storage__Buckets=abfss://mesh-", "inventory Mesh__Storage__Bucket=abfss://mesh-inventory", "orders Mesh__Storage__Bucket=abfss://mesh-orders", "payments Mesh__Storage__Bucket=abfss://mesh-payments", "query Mesh__Storage__Buckets=abfss://mesh-"],
            environment.Where(variable => variable.Name.StartsWith("Mesh__Storage__Bucket", StringComparison.Ordinal)).Select(variable => $"{variable.Resource} {variable.Name}={variable.Value}").Order(StringComparer.Ordinal));
        Assert.All(
            environment.Where(variable => variable.Name.StartsWith("Mesh__Storage__", StringComparison.Ordinal) && !variable.Name.StartsWith("Mesh__Storage__Bucket", StringComparison.Ordinal)),
            variable => Assert.Equal(("Mesh__Storage__AzureBlob__Endpoint", "https://lake.blob.core.windows.net"), (variable.Name, variable.Value)));
    }

    [SkippableFact]
    public async Task Manifest_has_no_issuer_of_development_no_simulator_and_no_folder_of_this_machine()
    {
        var environment = await ManifestAsync();

        Assert.DoesNotContain(environment, variable => variable.Name.Contains("Mesh__Identity__Issuer", StringComparison.Ordinal));
        Assert.DoesNotContain(environment, variable => variable.Name != "Mesh__Data" && Path.IsPathFullyQualified(variable.Value));
        Assert.All(environment.Where(variable => variable.Name == "Mesh__Data"), variable => Assert.Equal("/home/app", variable.Value));
        Assert.All(environment.Where(variable => variable.Name == "Mesh__Simulator"), variable => Assert.Equal("false", variable.Value));
        Assert.All(environment.Where(variable => variable.Name == "Mesh__Identity__Authority"), variable => Assert.Equal("{identity-authority.value}", variable.Value));
        Assert.Equal("{query-public-url.value}/domains/orders", Assert.Single(environment, variable => variable is { Resource: "orders", Name: "Mesh__PublicUrl" }).Value);
        Assert.Equal("{query-public-url.value}/domains/orders", Assert.Single(environment, variable => variable is { Resource: "catalog", Name: "Mesh__Domains__orders__PublicUrl" }).Value);
        Assert.Equal(
            ["catalog", "inventory", "payments", "portal", "query"],
            environment.Where(variable => variable.Name.StartsWith("services__orders__http", StringComparison.Ordinal)).Select(variable => variable.Resource).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        Assert.Equal("{storage-buckets.value}orders", Assert.Single(environment, variable => variable is { Resource: "orders", Name: "Mesh__Storage__Bucket" }).Value);
    }

    [SkippableFact]
    public async Task Manifest_has_no_secret_in_clear()
    {
        var secrets = (await ManifestAsync()).Where(variable => SecretName().IsMatch(variable.Name)).ToList();

        Assert.Contains(secrets, variable => variable is { Resource: "orders", Name: "ConnectionStrings__database", Value: "{orders-database.connectionString}" });
        Assert.All(secrets, variable => Assert.Matches(@"^\{[a-z-]+\.(value|connectionString)\}$", variable.Value));
    }

    [SkippableFact]
    public async Task Manifest_has_the_values_of_settings()
    {
        var environment = await ManifestAsync(Given);

        Assert.DoesNotContain(environment, variable => variable.Name != "Mesh__Data" && Path.IsPathFullyQualified(variable.Value));
        Assert.All(environment.Where(variable => variable.Name == "Mesh__Identity__Authority"), variable => Assert.Equal("https://identity.example.org", variable.Value));
        Assert.All(environment.Where(variable => variable.Name == "Mesh__Query__PublicUrl"), variable => Assert.Equal("https://query.example.org", variable.Value));
        Assert.Equal("https://query.example.org/domains/orders", Assert.Single(environment, variable => variable is { Resource: "orders", Name: "Mesh__PublicUrl" }).Value);
        Assert.Equal("s3://mesh-orders", Assert.Single(environment, variable => variable is { Resource: "orders", Name: "Mesh__Storage__Bucket" }).Value);
    }

    [SkippableFact]
    public async Task Readers_reach_the_portal_and_the_query_proxy_alone()
    {
        using var manifest = await DocumentAsync();

        var external = from resource in manifest.RootElement.GetProperty("resources").EnumerateObject()
                       where resource.Value.TryGetProperty("bindings", out _)
                       from binding in resource.Value.GetProperty("bindings").EnumerateObject()
                       where binding.Value.TryGetProperty("external", out var external) && external.GetBoolean()
                       select $"{resource.Name} {binding.Name}";
        Assert.Equal(["portal http", "query http"], external.Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Published_service_listens_without_a_certificate()
    {
        var environment = await ManifestAsync();

        Assert.DoesNotContain(environment, variable => variable.Name == "HTTPS_PORTS");
        Assert.Equal("{query.bindings.http.targetPort}", Assert.Single(environment, variable => variable is { Resource: "query", Name: "HTTP_PORTS" }).Value);
    }

    [Theory]
    [InlineData("run", null)]
    [InlineData("publish", "https://query.example.org")]
    [InlineData("publish", "https://other.example.org", "--Mesh:Query:PublicUrl=https://other.example.org")]
    public async Task Settings_of_the_deployed_mesh_are_in_a_file_that_no_run_reads(string operation, string? expected, params string[] given)
    {
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "appsettings.json"), """{ "Mesh": { "Query": { "PublicUrl": "" } } }""");
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "appsettings.Publish.json"), """{ "Mesh": { "Query": { "PublicUrl": "https://query.example.org" } } }""");
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args =
            [
                $"--contentRoot={folder.Path}", "--environment=Development", $"--operation={operation}", "--Mesh:Infrastructure=Embedded", $"--Mesh:Data={folder.Path}/data",
                "--DcpPublisher:RandomizePorts=true", "--hostBuilder:reloadConfigOnChange=false", .. given,
            ],
            AssemblyName = typeof(Projects.AppHost).Assembly.GetName().Name,
        });

        builder.Configuration["Pipeline:Step"] = "publish-manifest";

        using var start = await MeshStart.PrepareAsync(builder, verbose: false);

        Assert.Equal(expected, start.Mesh.Settings.PublicUrl);
        // Aspire sets it where it reads --publisher manifest; without a step it runs all of them.
        Assert.Equal("publish-manifest", builder.Configuration["Pipeline:Step"]);
    }

    [Fact]
    public async Task Secret_of_the_environment_comes_before_the_file_and_is_inherited_by_no_process()
    {
        const string parameter = "of-this-test";
        using var folder = new TestFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "appsettings.Publish.json"), $$"""{ "Parameters": { "{{parameter}}": "of the file" } }""");
        Environment.SetEnvironmentVariable($"Parameters__{parameter}", "of the environment");
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = [$"--contentRoot={folder.Path}", "--operation=publish", "--Mesh:Infrastructure=Embedded", $"--Mesh:Data={folder.Path}/data"],
            AssemblyName = typeof(Projects.AppHost).Assembly.GetName().Name,
        });

        using var start = await MeshStart.PrepareAsync(builder, verbose: false);

        Assert.Equal("of the environment", builder.Configuration[$"Parameters:{parameter}"]);
        Assert.Null(Environment.GetEnvironmentVariable($"Parameters__{parameter}"));
    }

    private static async Task<HashSet<string>> ResourcesAsync(params string[] settings)
    {
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>([.. Publish, .. settings]);
        return builder.Resources.Select(resource => resource.Name).ToHashSet(StringComparer.Ordinal);
    }

    private static async Task<IReadOnlyList<(string Resource, string Name, string Value)>> ManifestAsync(params string[] settings)
    {
        using var manifest = await DocumentAsync(settings);
        return [.. from resource in manifest.RootElement.GetProperty("resources").EnumerateObject()
                   where resource.Value.TryGetProperty("env", out _)
                   from variable in resource.Value.GetProperty("env").EnumerateObject()
                   select (resource.Name, variable.Name, variable.Value.GetString()!)];
    }

    private static async Task<JsonDocument> DocumentAsync(params string[] settings)
    {
        Skip.If(AppHostProcess.Feed != "full", "the package feed has no Aspire, which writes the manifest");
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "manifest.json");
        var (exitCode, output, errors) = await AppHostProcess.RunAsync("Production", [.. Publish, "--output-path", file, .. settings]);
        Assert.True(exitCode == 0, string.Join(Environment.NewLine, [.. output, .. errors]));
        return JsonDocument.Parse(await File.ReadAllTextAsync(file));
    }

    [GeneratedRegex("(Secret|SecretKey|Password|AccessKey|^ConnectionStrings__.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SecretName();
}
