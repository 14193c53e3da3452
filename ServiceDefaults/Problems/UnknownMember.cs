using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Problems;

/// <summary>Names the member of a request's JSON that its form does not have. The framework names it in the text of an exception alone.</summary>
internal static partial class UnknownMember
{
    /// <summary>Returns the problem of the body; null where the exception is about something else.</summary>
    public static string? Of(JsonException refused, HttpContext context)
    {
        if (Unmapped().Match(refused.Message) is not { Success: true } found)
        {
            return null;
        }

        var name = found.Groups["name"].Value;
        var known = Members(found.Groups["type"].Value, context);
        return $"The JSON body has a member {Quoted.Text(name)}, which is not known here. "
            + (Suggestion.Nearest(name, known) is { } nearest ? $"Did you mean {nearest}?" : known.Count == 0 ? "Leave it out." : $"Leave it out, or use one of {string.Join(", ", known)}.");
    }

    // A form within another one is of the same assembly. The exception handler takes the endpoint off the request.
    private static IReadOnlyList<string> Members(string form, HttpContext context) =>
        (context.Features.Get<IExceptionHandlerFeature>()?.Endpoint ?? context.GetEndpoint())?.Metadata.GetMetadata<MethodInfo>()?.GetParameters()
            .Select(parameter => parameter.ParameterType.Assembly.GetType(form)).FirstOrDefault(type => type?.IsDefined(typeof(JsonUnmappedMemberHandlingAttribute)) == true) is { } known
            ? [.. MeshJson.Options.GetTypeInfo(known).Properties.Select(property => property.Name)]
            : [];

    // The name is the sender's; the type is the last that the sentence names.
    [GeneratedRegex(@"^The JSON property '(?<name>.*)' could not be mapped to any \.NET member contained in type '(?<type>[^']+)'\.", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Unmapped();
}
