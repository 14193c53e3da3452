using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using Aspire.Hosting.Testing;
using MeshStarter.AppHost.Start;
using MeshStarter.Platform.Storage;

namespace MeshStarter.EndToEnd;

/// <summary>A start that cannot be ends with one line that names the setting, and decides nothing for the next one.</summary>
public sealed class RefusedStartTests : FolderTests
{
    [Theory]
    [InlineData("Development", "Setting Mesh:Query:Workers must be between 1 and 64. docs/settings.md lists every setting.", "--Mesh:Query:Workers=1000")]
    [InlineData("Development", "Failed to convert configuration value 'many' at 'Mesh:Query:Workers' to type 'System.Int32'. Give a whole number. docs/settings.md lists every setting.", "--Mesh:Query:Workers=many")]
    [InlineData("Development", "Failed to convert configuration value '5m' at 'Mesh:Query:TimeLimit' to type 'System.TimeSpan'. Give a time as hh:mm:ss. docs/settings.md lists every setting.", "--Mesh:Query:TimeLimit=5m")]
    [InlineData(
        "Development", "Setting Mesh:Simulator is not known. Setting Mesh:SourceDat is not known. Did you mean Mesh:SourceData? docs/settings.md lists every setting.",
        "--Mesh:SourceDat=../shared/data/olist", "--Mesh:Simulator=true", "--Mesh:Inventory:Opening=5")]
    [InlineData("Development", "Setting Mesh:SourceData: there is no folder ", "--Mesh:SourceData=/nowhere/at/all")]
    [InlineData("Development", "Setting Mesh:Domains: there is no domain order below domains/. Name some of ", "--Mesh:Domains=inventory, order")]
    [InlineData("Development", "Setting Mesh:Domains:governance:PublicUrl: no domain can be called governance: the platform uses that word itself.", "--Mesh:Domains:governance:PublicUrl=http://localhost:5001")]
    [InlineData("Development", "Setting Mesh:Domains:Shipping:PublicUrl: the name of the domain \"Shipping\" does not begin with a lower-case letter.", "--Mesh:Domains:Shipping:PublicUrl=http://localhost:5001")]
    [InlineData("Development", "Setting Mesh:Domains:shipping:PublicUrl: \"localhost:5001\" is no address of a service. Set it to an absolute http or https address", "--Mesh:Domains:shipping:PublicUrl=localhost:5001")]
    [InlineData("Development", "Setting Mesh:Domains:shipping:Url is not known. Did you mean Mesh:Domains:shipping:PublicUrl?", "--Mesh:Domains:shipping:Url=http://localhost:5001")]
    [InlineData("Development", "Setting Mesh:Domains:orders:PublicUrl: this start runs orders from domains/ itself, and knows its address.", "--Mesh:Domains:orders:PublicUrl=http://localhost:5001")]
    [InlineData("Production", "Setting Mesh:Identity:Authority is missing: the environment is Production")]
    [InlineData("Production", "Setting Mesh:Storage:Kind: the environment is Production, and Folder keeps buckets in folders", "--Mesh:Identity:Authority=https://issuer.example.org")]
    [InlineData("Development", "Setting Mesh:Infrastructure: \"Clouds\" is none of Embedded, External and Containers.", "--Mesh:Infrastructure=Clouds")]
    [InlineData("Production", "Setting Mesh:Infrastructure: this publish has no target. Write Compose or Azure, ", "--operation=publish", "--Pipeline:Step=publish", "--Mesh:Infrastructure=Embedded")]
    [InlineData("Development", "Setting Mesh:Storage:Kind: a mesh of Mesh:Infrastructure=Containers has an S3 store, of its own or an operator's.", "--Mesh:Infrastructure=Containers", "--Mesh:Storage:Kind=AzureBlob")]
    [InlineData("Production", "Setting Mesh:Storage:Kind: a mesh of Mesh:Infrastructure=Compose has an S3 store, ", "--operation=publish", "--Mesh:Infrastructure=Compose", "--Mesh:Storage:Kind=Folder")]
    [InlineData("Development", "Setting Mesh:Storage:Kind: \"Tape\" is none of Folder, S3, AzureBlob.", "--Mesh:Storage:Kind=Tape")]
    [InlineData("Development", "Setting Mesh:Database:Kind: \"Oracle\" is neither Embedded nor External.", "--Mesh:Database:Kind=Oracle")]
    [InlineData("Development", "Setting Mesh:Storage:S3:Region counts only with Mesh:Storage:Kind=S3.", "--Mesh:Storage:S3:Region=eu-central-1")]
    [InlineData(
        "Development", "Setting Mesh:Storage:AzureBlob:Endpoint counts only with Mesh:Storage:Kind=AzureBlob.",
        "--Mesh:Storage:Kind=S3", "--Mesh:Storage:Buckets=s3://mesh-", "--Mesh:Storage:AzureBlob:Endpoint=https://lake.blob.core.windows.net")]
    [InlineData("Development", "Setting Mesh:Storage:AzureBlob:Endpoint is missing.", "--Mesh:Storage:Kind=AzureBlob")]
    [InlineData(
        "Production", "Setting Mesh:Storage:AzureBlob:AccountKey: the key opens every container of the account: it is for Development.",
        "--Mesh:Identity:Authority=https://issuer.example.org", "--Mesh:Storage:Kind=AzureBlob", "--Mesh:Storage:AzureBlob:Endpoint=https://lake.blob.core.windows.net", "--Mesh:Storage:AzureBlob:AccountKey=a2V5")]
    [InlineData("Development", "Setting Mesh:Storage:Buckets is missing or none of an S3 store.", "--Mesh:Infrastructure=External")]
    public async Task Setting_that_cannot_be_is_named_before_anything_is_written(string environment, string start, params string[] arguments)
    {
        await AssertRefusedAsync(environment, start, arguments);
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task Source_folder_without_a_file_to_import_is_named()
    {
        await AssertRefusedAsync("Development", $"Setting Mesh:SourceData: there is no CSV file in {Folder.Path}. Give the folder that holds orders.csv", $"--Mesh:SourceData={Folder.Path}");
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task Data_folder_that_is_a_file_is_named()
    {
        await File.WriteAllTextAsync(Data, "");
        await AssertRefusedAsync("Development", $"Setting Mesh:Data: {Data} is a file. Give a folder");
    }

    [Fact]
    public async Task Data_folder_that_cannot_be_made_is_named()
    {
        await File.WriteAllTextAsync(Data, "");
        Assert.Matches($"^Setting Mesh:Data: {Data}/below cannot be written: .* or set another folder with --Mesh:Data=….$", await RefusedAsync("Development", $"--Mesh:Data={Data}/below"));
    }

    [Fact]
    public async Task Secrets_that_cannot_be_kept_are_named_and_nothing_is_decided()
    {
        Directory.CreateDirectory(Path.Combine(Data, "secrets.json.new"));

        await AssertEndsAsync($"Setting Mesh:Data: {Data}/secrets.json cannot be written: ", "--DcpPublisher:RandomizePorts=true");

        Assert.Equal(["mesh.lock", "mesh.pid", "secrets.json.new"], Directory.GetFileSystemEntries(Data).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Secrets_that_cannot_be_read_are_named()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "secrets.json"), "null");

        await AssertRefusedAsync("Development", $"{Data}/secrets.json cannot be read: it holds nothing.", "--DcpPublisher:RandomizePorts=true");
    }

    [Fact]
    public async Task Port_given_twice_is_named() =>
        await AssertRefusedAsync("Development", "Port 28401 is given twice, as Mesh:Ports:Catalog and Mesh:Ports:Query", "--Mesh:Ports:Offset=21000", "--Mesh:Ports:Query=7401");

    [Fact]
    public async Task Busy_port_is_named_and_a_refused_import_is_not_remembered()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "orders.csv"), "");

        await AssertRefusedAsync(
            "Development", $"Port {port} (Mesh:Ports:Portal) is taken by another process. Stop it, or move all five ports with --Mesh:Ports:Offset=", $"--Mesh:Ports:Portal={port}", $"--Mesh:SourceData={Folder.Path}");

        Assert.False(File.Exists(Path.Combine(Data, "imported")));
        // The folder is free for another start.
        await using var free = new FileStream(Path.Combine(Data, "mesh.lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
    }

    [Fact]
    public async Task Busy_port_proposes_the_first_offset_that_frees_all_five()
    {
        // The second is the fifth port moved by 100.
        using var taken = Listen(from: 20_000, apart: 104);
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        using var alsoTaken = Listen(port + 104);
        string[] ports = [$"--Mesh:Ports:Portal={port}", $"--Mesh:Ports:Catalog={port + 1}", $"--Mesh:Ports:Governance={port + 2}", $"--Mesh:Ports:Query={port + 3}", $"--Mesh:Ports:QueryTls={port + 4}"];

        var refusal = await RefusedAsync("Development", [$"--Mesh:Data={Data}", .. ports]);

        // 100 would have been taken again; what is beyond is any other program's.
        var offset = Regex.Match(refusal, "(?<=--Mesh:Ports:Offset=)[0-9]+", RegexOptions.None, TimeSpan.FromMinutes(1)).Value;
        Assert.True(int.Parse(offset) >= 200, offset);
    }

    [Fact]
    public async Task Import_into_simulated_data_is_refused()
    {
        Directory.CreateDirectory(Data);
        await File.WriteAllTextAsync(Path.Combine(Data, "simulated"), "");
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "orders.csv"), "");

        await AssertRefusedAsync("Development", $"Setting Mesh:Data: {Data} holds simulated data", $"--Mesh:SourceData={Folder.Path}");
    }

    [Fact]
    public async Task Data_folder_that_was_moved_is_refused_with_the_place_where_it_was_made()
    {
        string[] ports = ["--DcpPublisher:RandomizePorts=true"];
        var made = Path.Combine(Folder.Path, "made");
        await PrepareAsync([$"--Mesh:Data={made}", .. ports]);
        Directory.Move(made, Data);

        await AssertRefusedAsync(
            "Development", $"Setting Mesh:Data: the data in {Data} was made at {made}, and its tables name their files there. Move it back, or start with --Mesh:Data={made}.", ports);

        Directory.Move(Data, made);
        await PrepareAsync([$"--Mesh:Data={made}", .. ports]);
    }

    // Without the file of the place, which starts have written since.
    [Fact]
    public async Task Data_folder_of_an_earlier_release_that_was_moved_is_refused_with_the_place_that_its_tables_name()
    {
        string[] ports = ["--DcpPublisher:RandomizePorts=true"];
        var made = Path.Combine(Folder.Path, "made");
        await PrepareAsync([$"--Mesh:Data={made}", .. ports]);
        File.Delete(Path.Combine(made, "made-at"));
        var metadata = Directory.CreateDirectory(Path.Combine(made, "buckets", "orders", "orders_v1", "metadata")).FullName;
        await File.WriteAllTextAsync(Path.Combine(metadata, "00000-0a.metadata.json"), $$"""{"format-version":2,"location":"{{FileLocation.FromPath(made)}}/buckets/orders/orders_v1"}""");
        Directory.Move(made, Data);

        await AssertRefusedAsync(
            "Development", $"Setting Mesh:Data: the data in {Data} was made at {made}, and its tables name their files there. Move it back, or start with --Mesh:Data={made}.", ports);

        Directory.Move(Data, made);
        await PrepareAsync([$"--Mesh:Data={made}", .. ports]);
        Assert.Equal($"{Path.Combine(made, "buckets")}\n", await File.ReadAllTextAsync(Path.Combine(made, "made-at")));
    }

    [Fact]
    public async Task Second_mesh_on_the_same_data_is_refused_with_its_holder()
    {
        Directory.CreateDirectory(Data);
        await using var held = new FileStream(Path.Combine(Data, "mesh.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        await File.WriteAllTextAsync(Path.Combine(Data, "mesh.pid"), Environment.ProcessId.ToString());

        await AssertRefusedAsync("Development", $"Setting Mesh:Data: {Data} is in use by the mesh of process {Environment.ProcessId}");
    }

    [SkippableFact]
    public async Task Containers_without_an_orchestrator_that_starts_them_are_refused()
    {
        Skip.If(AppHostProcess.Feed == "full", "the package feed has Aspire, which starts containers");
        await AssertRefusedAsync("Development", "Setting Mesh:Infrastructure: Containers needs Aspire's packages, and this AppHost was built without them.", "--Mesh:Infrastructure=Containers");
    }

    [SkippableTheory]
    [InlineData("there-is-none", "there is no such program")]
    [InlineData("false", "it ended with 1")]
    public async Task Containers_without_an_engine_that_answers_are_refused(string engine, string reason)
    {
        Skip.If(AppHostProcess.Feed != "full", "the package feed has no Aspire, which starts containers");
        await AssertEndsAsync(
            $"Setting Mesh:Infrastructure: Containers needs a container engine, and none answers ({engine}: {reason}). Start Docker or Podman, or leave the setting out",
            "--Mesh:Infrastructure=Containers", $"--DcpPublisher:ContainerRuntime={engine}");
        Assert.False(Directory.Exists(Data));
    }

    [SkippableFact]
    public async Task Azure_without_its_packages_is_refused_with_their_names()
    {
        Skip.If(typeof(AppHost.Publishing.IIdentityTarget).Assembly.GetType("MeshStarter.AppHost.Publishing.Azure.AzureTarget") is not null, "the package feed has Aspire's packages for Azure");
        await AssertRefusedAsync(
            "Production", "Setting Mesh:Infrastructure: Azure needs the packages Aspire.Hosting.Azure.AppContainers, .KeyVault, .PostgreSQL and .Storage, and this AppHost was built without them.",
            "--operation=publish", "--Mesh:Infrastructure=Azure");
    }

    [Fact]
    public async Task Database_of_an_operator_that_no_one_gave_is_named() =>
        await AssertEndsAsync(
            "Setting ConnectionStrings:governance-database is missing: Mesh:Database:Kind is External. Give it in the environment (ConnectionStrings__governance_database)",
            "--Mesh:Database:Kind=External", "--DcpPublisher:RandomizePorts=true");

    [Fact]
    public async Task Keys_of_an_s3_store_that_no_one_gave_are_named() =>
        await AssertEndsAsync(
            "Setting Parameters:catalog-storage-access-key is missing. Give it in the environment (Parameters__catalog_storage_access_key)",
            "--Mesh:Infrastructure=External", "--Mesh:Storage:Buckets=s3://mesh-", "--DcpPublisher:RandomizePorts=true");

    [SkippableTheory]
    [InlineData("there-is-none")]
    [InlineData("no-program")]
    public async Task Orchestrator_that_cannot_start_is_named(string program)
    {
        Skip.If(AppHostProcess.Feed != "full", "the package feed has no Aspire, which has the orchestrator");
        var orchestrator = Path.Combine(Folder.Path, program);
        await File.WriteAllTextAsync(Path.Combine(Folder.Path, "no-program"), "");

        var (exitCode, output, errors) = await AppHostProcess.RunAsync(
            "Development", $"--Mesh:Data={Data}", "--DcpPublisher:RandomizePorts=true", $"--DcpPublisher:CliPath={orchestrator}");

        Assert.Equal(1, exitCode);
        var error = Assert.Single(errors);
        Assert.StartsWith("Aspire cannot start the mesh: ", error, StringComparison.Ordinal);
        Assert.Contains(orchestrator, error, StringComparison.Ordinal);
        Assert.DoesNotContain(output, line => line.Contains(" fail ", StringComparison.Ordinal));
    }

    // Not a port that the system chooses: those alongside it may be in use by connections of any program.
    private static TcpListener Listen(int from, int apart)
    {
        for (var port = from; ; port++)
        {
            try
            {
                using var other = Listen(port + apart);
                return Listen(port);
            }
            catch (SocketException)
            {
                // One of the two is another program's.
            }
        }
    }

    private static TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return listener;
    }

    private async Task AssertEndsAsync(string start, params string[] arguments)
    {
        var (exitCode, _, errors) = await AppHostProcess.RunAsync("Development", [$"--Mesh:Data={Data}", .. arguments]);
        Assert.Equal(1, exitCode);
        Assert.StartsWith(start, Assert.Single(errors), StringComparison.Ordinal);
    }

    private async Task AssertRefusedAsync(string environment, string start, params string[] arguments) =>
        Assert.StartsWith(start, await RefusedAsync(environment, [$"--Mesh:Data={Data}", .. arguments]), StringComparison.Ordinal);

    // All that a start writes before its processes run.
    private static async Task PrepareAsync(params string[] arguments)
    {
        await using var mesh = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(arguments);
        await using var application = await mesh.BuildAsync();
    }

    // What the process writes as its one line, without the process.
    private static async Task<string> RefusedAsync(string environment, params string[] arguments)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            Args = [$"--environment={environment}", "--hostBuilder:reloadConfigOnChange=false", .. arguments],
            AssemblyName = typeof(Projects.AppHost).Assembly.GetName().Name,
        });
        var refused = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var start = await MeshStart.PrepareAsync(builder, verbose: false);
        });
        // By its name: the AppHost has a type of its own, compiled from the services' source.
        Assert.Equal("StartRefusedException", refused.GetType().Name);
        Assert.DoesNotContain('\n', refused.Message);
        return refused.Message;
    }
}
