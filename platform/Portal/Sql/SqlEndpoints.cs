using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Portal.Layout;
using MeshStarter.Portal.Querying;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace MeshStarter.Portal.Sql;

/// <summary>The endpoints of the SQL page's script. The token stays on this server: the browser has a session cookie, and an antiforgery token for what acts.</summary>
internal static class SqlEndpoints
{
    private const int MaxBodyBytes = 4 * 1024 * 1024;

    public static IEndpointRouteBuilder MapSql(this IEndpointRouteBuilder app)
    {
        var sql = app.MapGroup("/data/sql").AddEndpointFilter<UnavailableFilter>();
        sql.MapGet("pages/{phase}/{id}/{slug}/{token}", PageAsync).WithName("SqlPageOfRows").WithSummary("The next page of a statement's answer");
        sql.MapGet("queries/{id}/inputs", InputsAsync).WithName("SqlInputs").WithSummary("What a query read, and what was applied");
        sql.MapGet("products", ProductsAsync).WithName("SqlProducts").WithSummary("Products whose names contain a text");
        sql.MapGet("columns", ColumnsAsync).WithName("SqlColumns").WithSummary("The columns of a product");
        sql.MapGet("functions", FunctionsAsync).WithName("SqlFunctions").WithSummary("The functions that a query may call");

        var acting = sql.MapGroup("").AddEndpointFilter<AntiforgeryFilter>();
        acting.MapPost("statements", BeginAsync).WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes)).WithName("SqlBegin").WithSummary("Begin a statement");
        acting.MapDelete("queries/{id}", CancelAsync).WithName("SqlCancel").WithSummary("Stop a query");
        // The filter has validated the form's token.
        acting.MapForm("csv", DownloadAsync).DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes)).WithName("SqlDownload").WithSummary("The rows of a query as a CSV file");
        return app;
    }

    private static async Task<IResult> BeginAsync(SqlText text, HttpContext http, StatementClient statements, CancellationToken cancellationToken) =>
        string.IsNullOrWhiteSpace(text.Sql)
            ? Results.Problem("sql: there is no query. Write one first.", statusCode: StatusCodes.Status400BadRequest, title: "No query")
            : Json(await statements.BeginAsync(Persona(http), text.Sql, text.Purpose, cancellationToken));

    private static async Task<IResult> PageAsync(string phase, string id, string slug, string token, HttpContext http, StatementClient statements, CancellationToken cancellationToken) =>
        StatementPosition.Of(phase, id, slug, token) is { } position ? Json(await statements.PageAsync(Persona(http), position, cancellationToken)) : NoQuery;

    private static async Task<IResult> InputsAsync(string id, HttpContext http, StatementClient statements, CancellationToken cancellationToken) =>
        StatementPosition.IsQueryId(id) ? Json(new ItemList<QueryInput>(await statements.InputsAsync(Persona(http), id, cancellationToken))) : NoQuery;

    private static async Task<IResult> CancelAsync(string id, HttpContext http, StatementClient statements, CancellationToken cancellationToken)
    {
        if (!StatementPosition.IsQueryId(id))
        {
            return NoQuery;
        }

        await statements.CancelAsync(Persona(http), id, cancellationToken);
        return Results.NoContent();
    }

    private static async Task<IResult> DownloadAsync([FromForm] string? query, [FromForm] string? purpose, HttpContext http, CsvDownload download) =>
        string.IsNullOrWhiteSpace(query)
            ? Results.Problem("There is nothing to download: the query is empty.", statusCode: StatusCodes.Status400BadRequest, title: "No query")
            : !QueryPurpose.CanBeStated(purpose)
            ? Results.Problem($"purpose: A purpose {QueryPurpose.Rule} State one, or none.", statusCode: StatusCodes.Status400BadRequest, title: "Not a purpose")
            : await download.RunAsync(Persona(http), query, purpose, http);

    private static async Task<IResult> ProductsAsync(HttpContext http, NameReader names, CancellationToken cancellationToken, string? containing = null) =>
        Names(http, await names.ProductsAsync(Persona(http), containing ?? "", cancellationToken));

    private static async Task<IResult> ColumnsAsync(string? product, HttpContext http, NameReader names, CancellationToken cancellationToken) =>
        !ProductReference.TryParse(product ?? "", out var reference, out var wrong)
            ? Results.Problem($"product: {wrong}", statusCode: StatusCodes.Status400BadRequest, title: "Not a product")
            : Names(http, await names.ColumnsAsync(Persona(http), reference, cancellationToken));

    private static async Task<IResult> FunctionsAsync(HttpContext http, NameReader names, CancellationToken cancellationToken) =>
        Names(http, await names.FunctionsAsync(Persona(http), cancellationToken), seconds: 3600); // they change with the proxy's release

    // The browser keeps them, and for this reader: what one may discover is no other's to see.
    private static IResult Names<T>(HttpContext http, IReadOnlyList<T> names, int seconds = 60)
    {
        http.Response.Headers.CacheControl = $"private, max-age={seconds}";
        http.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Cookie);
        return Json(new ItemList<T>(names));
    }

    private static string Persona(HttpContext http) => http.User.Identity!.Name!;

    private static IResult Json<T>(T value) => Results.Json(value, MeshJson.Options);

    private static IResult NoQuery => Results.Problem("There is no such query. Run it again.", statusCode: StatusCodes.Status404NotFound, title: "No such query");

    internal sealed record SqlText(string Sql, string? Purpose = null);

    /// <summary>Answers for services that do not answer, and for refusals of the query proxy.</summary>
    private sealed class UnavailableFilter : IEndpointFilter
    {
        public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
        {
            try
            {
                return await next(context);
            }
            catch (StatementRefusedException refused)
            {
                return Results.Problem(refused.Message, statusCode: refused.Status, title: "Refused");
            }
            catch (Exception failure) when (failure is ServiceException or JsonException)
            {
                return Results.Problem(failure.Message, statusCode: StatusCodes.Status503ServiceUnavailable, title: "Unavailable");
            }
        }
    }
}
