using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Audit;

/// <summary>Adds the page on which people see who did what.</summary>
internal static class AuditServices
{
    public static IHostApplicationBuilder AddAuditPage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddTransient<AuditCsv>();
        return builder;
    }

    public static IEndpointRouteBuilder MapAuditData(this IEndpointRouteBuilder app)
    {
        app.MapGet("/data/audit/csv", DownloadAsync).WithName("DownloadAudit").WithSummary("Records of the audit trail as a CSV file");
        return app;
    }

    private static async Task<IResult> DownloadAsync([AsParameters] AuditSearch search, HttpContext http, AuditCsv csv)
    {
        try
        {
            await csv.WriteAsync(http.User.Identity!.Name!, search with { Before = null }, http);
            return Results.Empty;
        }
        catch (ServiceException failure)
        {
            return Results.Problem(failure.Message, statusCode: failure.Status, title: failure is ServiceUnavailableException ? "Unavailable" : "Nothing to download");
        }
    }
}
