using MeshStarter.Contracts;
using MeshStarter.Contracts.Products;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Problems;

/// <summary>Refuses parameters of a query string that an endpoint does not have: a misspelt filter would answer with what was to be left out.</summary>
public static class QueryParameters
{
    /// <summary>Adds the refusal to an endpoint. Its query string has the parameters of its handler that its path does not have.</summary>
    /// <param name="endpoint">The endpoint.</param>
    public static RouteHandlerBuilder WithQueryParameters(this RouteHandlerBuilder endpoint) => endpoint.AddEndpointFilterFactory((handler, next) =>
    {
        string[] names = [.. HandlerParameters.Of(handler.MethodInfo).Select(parameter => parameter.Name)];
        return context => context.HttpContext.Request.Query is { Count: > 0 } query && Unknown(query, [.. names.Where(name => !context.HttpContext.Request.RouteValues.ContainsKey(name))]) is { } problem
            ? ValueTask.FromResult<object?>(TypedResults.Problem(problem, statusCode: StatusCodes.Status400BadRequest, title: "Bad request", type: ProblemTypes.BadRequest))
            : next(context);
    });

    /// <summary>Returns the problem of a query string with another parameter; null where it has none.</summary>
    /// <param name="query">The query string.</param>
    /// <param name="names">The names that it may have.</param>
    public static string? Unknown(IQueryCollection query, params string[] names)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Keys.FirstOrDefault(name => !names.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown
            ? $"{Quoted.Text(unknown)} is no parameter here. Use {string.Join(", ", names)}."
            : null;
    }
}
