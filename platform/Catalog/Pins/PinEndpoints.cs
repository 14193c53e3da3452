using MeshStarter.Catalog.Products;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Pins;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.IcebergCatalog.Pins;
using MeshStarter.Platform.Products;
using MeshStarter.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Pins;

/// <summary>Pins snapshots of a product's table for callers who may read the product, and ends pins.</summary>
internal static class PinEndpoints
{
    public static void MapPins(this IEndpointRouteBuilder app)
    {
        var pins = app.MapGroup("/products/{name}/pins/{pin:guid}").WithTags("tables");
        pins.MapPut("", PinAsync).WithName("PinSnapshot").WithSummary("Keep a snapshot of a product's table for some minutes, as its reader; the id of the pin is the caller's choice");
        pins.MapDelete("", UnpinAsync).WithName("UnpinSnapshot").WithSummary("End a pin of the caller's");
    }

    private static async Task<Results<Ok<SnapshotPin>, ProblemHttpResult>> PinAsync(
        string name, Guid pin, PinRequest request, HttpContext http, RequestedProducts products, CatalogDecisions decisions, TablePins pins, CancellationToken cancellationToken)
    {
        if (request.Minutes is < 1 or > PinRequest.MostMinutes)
        {
            return CatalogProblems.BadRequest($"minutes: must be a whole number from 1 to {PinRequest.MostMinutes}, which is 24 hours.");
        }

        var product = await products.FindAsync(name, http, cancellationToken);
        products.RequireRead(product, http);
        await decisions.RecordedAsync();
        return TypedResults.Ok(await pins.SetAsync(http.User.ToPrincipal(), new ProductReference(product.Name, product.Version.Major), pin, request, cancellationToken));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> UnpinAsync(
        string name, Guid pin, HttpContext http, RequestedProducts products, CatalogDecisions decisions, TablePins pins, CancellationToken cancellationToken)
    {
        var product = await products.FindAsync(name, http, cancellationToken);
        await decisions.RecordedAsync();
        return await pins.RemoveAsync(http.User.ToPrincipal(), new ProductReference(product.Name, product.Version.Major), pin, cancellationToken)
            ? TypedResults.NoContent()
            : CatalogProblems.Of(StatusCodes.Status404NotFound, ProblemTypes.NotFound, $"{product.Name}: you have no pin {pin}.");
    }
}
