using MeshStarter.Contracts.Products;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Profiles;

/// <summary>Adds the page of one product.</summary>
internal static class ProfileServices
{
    public static IHostApplicationBuilder AddProductPage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddTransient<ContractDownload>();
        builder.Services.AddTransient<SampleReader>();
        builder.Services.AddSingleton<ConnectSnippets>();
        return builder;
    }

    public static IEndpointRouteBuilder MapProductPage(this IEndpointRouteBuilder app)
    {
        app.MapGet("/products/{name}/contract", DownloadAsync).WithName("DownloadContract").WithSummary("A product's contract as a file");
        return app;
    }

    // A product that is gone has a page that says so.
    private static async Task<IResult> DownloadAsync(string name, HttpContext http, ContractDownload download, CancellationToken cancellationToken)
    {
        try
        {
            return ProductReference.TryParse(name, out var product, out _)
                && await download.FindAsync(http.User.Identity!.Name!, product, http.Request.QueryString.Value ?? "", cancellationToken) is { } file
                    ? Results.File(file.Content, file.MediaType, file.FileName)
                    : Results.Redirect($"/products/{Uri.EscapeDataString(name)}");
        }
        catch (ServiceException failure)
        {
            return Results.Problem(failure.Message, statusCode: failure.Status);
        }
    }
}
