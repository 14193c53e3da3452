using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Problems;

/// <summary>
/// Names the parameter of a query string whose value is of the wrong kind. The framework's compiled request delegates answer 400 to it and do not tell which one
/// it is where the parameter has a default.
/// </summary>
internal static class UnreadParameter
{
    /// <summary>Returns the problem of a request's query string; null where each value is of its parameter's kind.</summary>
    public static string? Of(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<MethodInfo>() is { } handler && handler.GetParameters().FirstOrDefault(parameter => IsUnread(parameter, context.Request)) is { Name: { } name }
            ? $"{name}: the value is of the wrong kind."
            : null;

    private static bool IsUnread(ParameterInfo parameter, HttpRequest request) =>
        parameter.Name is { } name && !request.RouteValues.ContainsKey(name) && request.Query.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } value
        && !IsOfKind(Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType, value);

    private static bool IsOfKind(Type kind, string value) => Type.GetTypeCode(kind) switch
    {
        TypeCode.Int32 => int.TryParse(value, CultureInfo.InvariantCulture, out _),
        TypeCode.Int64 => long.TryParse(value, CultureInfo.InvariantCulture, out _),
        TypeCode.Boolean => bool.TryParse(value, out _),
        _ when kind == typeof(Guid) => Guid.TryParse(value, out _),
        _ when kind == typeof(DateTimeOffset) => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out _),
        _ => true,
    };
}
