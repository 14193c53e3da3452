using System.Diagnostics.CodeAnalysis;

namespace MeshStarter.Platform.SchemaRegistry;

/// <summary>The names that subjects may have.</summary>
internal static class SubjectName
{
    // The one context there is, as newer clients write it before a subject.
    private const string DefaultContext = ":.:";
    private const string AllContexts = ":*:";
    private const int MaxLength = 1_000;

    /// <summary>Reads a subject's name, with or without the default context.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out string? name)
    {
        name = text.StartsWith(DefaultContext, StringComparison.Ordinal) ? text[DefaultContext.Length..] : text;
        if (!string.IsNullOrWhiteSpace(name) && name.Length <= MaxLength && !name.Any(char.IsControl) && name[0] != ':' && name is not ("__GLOBAL" or "__EMPTY")
            && !name.Any(char.IsSurrogate))
        {
            return true;
        }

        name = null;
        return false;
    }

    /// <summary>The beginning that the subjects of a list share; clients that want all contexts say so before it.</summary>
    public static string Beginning(string? text) =>
        text is null ? "" : text.StartsWith(DefaultContext, StringComparison.Ordinal) || text.StartsWith(AllContexts, StringComparison.Ordinal) ? text[DefaultContext.Length..] : text;
}
