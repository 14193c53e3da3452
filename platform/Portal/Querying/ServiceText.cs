using System.Text.RegularExpressions;

namespace MeshStarter.Portal.Querying;

/// <summary>Makes sentences for readers of pages of what services write for programs.</summary>
internal static partial class ServiceText
{
    /// <summary>
    /// The reason of a refusal without what only a caller of the API can use: the name of the parameter whose value names nothing, and the address of a
    /// list. The name of a parameter that breaks a rule stays, as a field's name. Null where there is no text.
    /// </summary>
    /// <param name="detail">The problem's detail.</param>
    /// <param name="status">The status of the refusal.</param>
    public static string? Of(string? detail, int status)
    {
        if (string.IsNullOrWhiteSpace(detail))
        {
            return null;
        }

        var text = Addresses().Replace(detail, ".");
        var parameter = Parameter().Match(text);
        if (!parameter.Success)
        {
            return text;
        }

        var rest = text[parameter.Length..];
        var name = parameter.Groups["name"].Value is "q" ? "The search" : Capital(parameter.Groups["name"].Value.Replace('_', ' '));
        return status == StatusCodes.Status404NotFound ? Capital(rest) : Predicate().IsMatch(rest) ? $"{name} {rest}" : $"{name}: {rest}";
    }

    private static string Capital(string text) => text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    [GeneratedRegex("^(?<name>[a-z][a-zA-Z_]*): ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Parameter();

    // "depth: must be a whole number" is a sentence without its colon.
    [GeneratedRegex("^(must|is|has|holds|needs|names|cannot|may) ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Predicate();

    [GeneratedRegex("[;:.] (GET|POST|PUT|DELETE) /[^ ]*?( [^.]*)?\\.(?= |$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Addresses();
}
