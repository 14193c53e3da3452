using MeshStarter.Contracts;
using MeshStarter.Contracts.Sources;
using MeshStarter.Platform.Sources;
using MeshStarter.Platform.Sources.Definitions;
using MeshStarter.Platform.Sources.Postgres;
using MeshStarter.Sdk.Ports;
using MeshStarter.Sdk.Products;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MeshStarter.Sdk.Import.Intake;

/// <summary>Shows the source of a product to those who may operate it, and has it read again as a whole.</summary>
internal static class SourceEndpoints
{
    private const string NoSource = "has no source: the domain's own code makes its rows. Declare one in source.yaml alongside its data-product.yaml.";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/products/{product}/source", StatusAsync)
            .WithName("ReadSource").WithSummary("The source of the product's rows: its state, how far it was read, its files, and the lag of its slot").WithTags("sources");
        app.MapGet("/products/{product}/source/preparation", PrepareAsync)
            .WithName("PrepareSource").WithSummary("The statements that the source's administrator runs: settings, grants, publication").WithTags("sources");
        app.MapPost("/products/{product}/source/snapshot", SnapshotAsync)
            .WithName("RequestSourceSnapshot").WithSummary("Has all rows of the source read again, and deletes those that are gone").WithTags("sources");
    }

    private static async Task<Ok<SourceStatus>> StatusAsync(
        string product, HttpContext http, OperationEnforcementPoint enforcement, SourceStatusReader reader, CancellationToken cancellationToken)
    {
        var (caller, source) = enforcement.Enter(http, product, own => own.Source, NoSource);
        await enforcement.RecordAsync(caller, "May see the state of the product's source.");
        return TypedResults.Ok(await reader.ReadAsync(caller.Product, source, cancellationToken));
    }

    private static async Task<Results<Ok<SourcePreparation>, ProblemHttpResult>> PrepareAsync(
        string product, HttpContext http, OperationEnforcementPoint enforcement, SourceConnections connections)
    {
        var (caller, source) = enforcement.Enter(http, product, own => own.Source, NoSource);
        if (source is not PostgresSource table)
        {
            return PortProblems.BadRequest($"product: the source of {caller.Product.Name} is files, which need no preparation.");
        }

        await enforcement.RecordAsync(caller, "May see what the product's source needs.");
        var setting = SourceConnections.KeyOf(caller.Product, table);
        try
        {
            return TypedResults.Ok(new SourcePreparation(setting, ServerPreparation.Statements(table, connections.Find(caller.Product, table) is { } given ? new SourceServer(setting, given).Role : null)));
        }
        catch (SourceRefusedException refused)
        {
            return TypedResults.Problem(refused.Message, statusCode: StatusCodes.Status503ServiceUnavailable, type: ProblemTypes.Unavailable);
        }
    }

    private static async Task<Results<Accepted<SourceStatus>, ProblemHttpResult>> SnapshotAsync(
        string product, HttpContext http, OperationEnforcementPoint enforcement, IntakeStore store, SourceStatusReader reader, CancellationToken cancellationToken)
    {
        var (caller, source) = enforcement.Enter(http, product, own => own.Source, NoSource);
        if (caller.Product.Descriptor.Key.Count == 0)
        {
            return PortProblems.BadRequest($"product: rows of {caller.Product.Name} have no key, by which those that were read before are known. Declare key in its data-product.yaml.");
        }

        await enforcement.RecordAsync(caller, "May have all rows of the product's source read again.");
        await store.RequestAsync(caller.Product, cancellationToken);
        return TypedResults.Accepted((string?)null, await reader.ReadAsync(caller.Product, source, cancellationToken));
    }
}
