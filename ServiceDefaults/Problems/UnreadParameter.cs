using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace MeshStarter.ServiceDefaults.Problems;

/// <summary>
/// Names the parameter of a query string whose value is of the wrong kind. The framework names it in the text of an exception alone, and not where the parameter
/// has a default.
/// </summary>
internal static class UnreadParameter
{
    private const string WrongKind = "the value is of the wrong kind.";

    /// <summary>Returns the problem of a request's query string; null where each value is of its parameter's kind.</summary>
    public static string? Of(HttpContext context)
    {
        // The exception handler takes the endpoint off the request.
        var failed = context.Features.Get<IExceptionHandlerFeature>();
        var (endpoint, path) = (failed?.Endpoint ?? context.GetEndpoint(), failed?.RouteValues ?? context.Request.RouteValues);
        return endpoint?.Metadata.GetMetadata<MethodInfo>() is { } handler
            && HandlerParameters.Of(handler).Where(parameter => !path.ContainsKey(parameter.Name))
                .Select(parameter => (Sent: Sent(context.Request.Query, parameter.Name), parameter.Kind))
                .Select(parameter => (parameter.Sent.Key, Problem: parameter.Sent.Value.Count > 0 ? Problem(parameter.Kind, parameter.Sent.Value.ToString()) : null))
                .FirstOrDefault(parameter => parameter.Problem is not null) is { Key: { } name, Problem: { } problem }
            ? $"{name}: {problem}"
            : null;
    }

    // Under the name that the request has.
    private static KeyValuePair<string, StringValues> Sent(IQueryCollection query, string name) =>
        query.FirstOrDefault(pair => pair.Key.Equals(name, StringComparison.OrdinalIgnoreCase) && pair.Value.ToString().Length > 0);

    private static string? Problem(Type kind, string value) => Type.GetTypeCode(kind) switch
    {
        _ when kind.IsEnum => Enum.TryParse(kind, value, ignoreCase: true, out _) ? null : WrongKind,
        TypeCode.Int32 => int.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : $"must be a whole number, at most {int.MaxValue}.",
        TypeCode.Int64 => long.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : $"must be a whole number, at most {long.MaxValue}.",
        TypeCode.Boolean => bool.TryParse(value, out _) ? null : "must be true or false.",
        _ when kind == typeof(Guid) => Guid.TryParse(value, out _) ? null : WrongKind,
        _ when kind == typeof(DateTimeOffset) => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _) ? null : "must be a time, such as 2026-01-31T12:00:00Z.",
        _ => null,
    };
}
