using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Problems;

/// <summary>The parameters of an endpoint's handler that a request's path or query string gives.</summary>
internal static class HandlerParameters
{
    /// <summary>Returns the names and types of those that a text can be.</summary>
    public static IEnumerable<(string Name, Type Kind)> Of(MethodInfo handler) =>
        handler.GetParameters().SelectMany(Parts).Where(part => IsText(part.Kind)).Select(part => (part.Name!, part.Kind));

    // A type that means several parameters is bound property by property.
    private static IEnumerable<(string? Name, Type Kind)> Parts(ParameterInfo parameter) => parameter.IsDefined(typeof(AsParametersAttribute))
        ? parameter.ParameterType.GetProperties().Select(property => ((string?)JsonNamingPolicy.CamelCase.ConvertName(property.Name), Underlying(property.PropertyType)))
        : [(parameter.Name, Underlying(parameter.ParameterType))];

    private static Type Underlying(Type kind) => Nullable.GetUnderlyingType(kind) ?? kind;

    // As the framework decides what it reads from the query string.
    private static bool IsText(Type kind) => kind == typeof(string) || kind.IsEnum
        || (kind.IsArray ? IsText(kind.GetElementType()!) : kind.GetMethods(BindingFlags.Public | BindingFlags.Static).Any(method => method.Name == "TryParse"));
}
