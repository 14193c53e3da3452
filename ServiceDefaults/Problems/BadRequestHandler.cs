using System.Text.Json;
using System.Text.RegularExpressions;
using MeshStarter.Contracts;
using MeshStarter.Contracts.Json;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.ServiceDefaults.Problems;

/// <summary>Answers a failed binding with a 4xx that names the invalid place without repeating the input.</summary>
internal sealed partial class BadRequestHandler(IProblemDetailsService problems) : IExceptionHandler
{
    /// <summary>The explanation of a binding that failed for no reason that can be named; the framework answers some with 400 and throws nothing.</summary>
    public const string WrongParameter = "A parameter of the path, query, header or body is missing or of the wrong kind.";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException bad)
        {
            return false;
        }

        var (type, title, detail) = StandardProblem.Of(bad.StatusCode);
        return await problems.AnswerAsync(httpContext, bad.StatusCode, type, title, type == ProblemTypes.BadRequest ? Explain(bad, httpContext) : detail);
    }

    private static string Explain(BadHttpRequestException bad, HttpContext context) => bad.InnerException switch
    {
        JsonRuleException refused => refused.Message,
        JsonException unread when UnknownMember.Of(unread, context) is { } unknown => unknown,
        JsonException { Path: { Length: > 0 } path } missing when MissingMembers().Match(missing.Message) is { Success: true } found =>
            $"The JSON body has an object at {path} without {found.Groups["names"].Value}, which it needs.",
        JsonException { Path: { Length: > 0 } path } json =>
            $"The JSON body cannot be read at {path}, line {(json.LineNumber ?? 0) + 1}: a value of another kind, an unknown word, or a missing member.",
        JsonException => "The body is not valid JSON.",
        null when MissingBody().IsMatch(bad.Message) => "The body is missing, or null. Send a JSON object.",
        _ => UnreadParameter.Of(context) ?? WrongParameter,
    };

    // The serializer has them in its message alone. They are names of the type, and nothing of the input.
    [GeneratedRegex("missing required properties including: (?<names>'[^']+'(, '[^']+')*)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex MissingMembers();

    // The framework names what is missing in its message alone, too.
    [GeneratedRegex(@" from body\.$|but no body was provided\.", RegexOptions.CultureInvariant)]
    private static partial Regex MissingBody();
}
