using System.Text;
using MeshStarter.Catalog.Products;
using MeshStarter.Contracts.Exports;
using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Products;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Catalog.Exports;

/// <summary>Exports a product's contract for other tools.</summary>
internal static class ExportEndpoints
{
    public static IEndpointRouteBuilder MapExports(this IEndpointRouteBuilder app)
    {
        app.MapGet("/products/{name}/contract", ExportAsync).WithQueryParameters().WithTags("products")
            .WithName("ExportContract").WithSummary("A product's contract as a file (?format=avro, json-schema or odcs), also of one version (?version=)");
        return app;
    }

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ExportAsync(
        string name, HttpContext http, RequestedProducts products, CatalogDecisions decisions, CancellationToken cancellationToken, string? format = null, string? version = null)
    {
        if (!WireNames.TryParse<ContractFormat>(format, out var requested))
        {
            return CatalogProblems.BadRequest($"format: must be one of {string.Join(", ", WireNames.All<ContractFormat>())}.");
        }

        var product = await products.FindAsync(name, version, http, cancellationToken);
        var export = ContractExport.Of(decisions.InForce(decisions.Bundle, product), requested);
        return TypedResults.File(Encoding.UTF8.GetBytes(export.Text), $"{export.MediaType}; charset=utf-8", export.FileName);
    }
}
