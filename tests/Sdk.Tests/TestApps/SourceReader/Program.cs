// Reads the source of one product, for tests that kill it: the process that has a domain's lease, without the domain.
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Sdk.Import.Intake;
using MeshStarter.Sdk.Products;
using MeshStarter.Sdk.Sources;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
var descriptor = DescriptorReader.Read(await File.ReadAllTextAsync(args[0]), args[0]).Descriptor!;
var source = SourceDefinitionReader.Read(await File.ReadAllTextAsync(args[1]), args[1], descriptor).Definition!;
await using var database = NpgsqlDataSource.Create(configuration["ConnectionStrings:database"]!);
var failures = new SourceFailures(new UncommittedEmits(database, TimeProvider.System));
var worker = new IntakeWorker(
    new SourceConnections(configuration), new IntakeStore(database, TimeProvider.System), failures, database, TimeProvider.System, NullLogger<IntakeWorker>.Instance);
await worker.RunAsync([new OwnProduct(descriptor, "", args[0]) { Source = source }], CancellationToken.None);
