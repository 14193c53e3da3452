using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace MeshStarter.Sdk.Generator.Naming;

/// <summary>Makes C#'s names of the contract's.</summary>
internal static class CSharpName
{
    /// <summary><c>order_id</c> is <c>OrderId</c>; what is no letter or digit parts the words.</summary>
    public static string Pascal(string name)
    {
        var text = new StringBuilder(name.Length);
        var begins = true;
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c))
            {
                begins = true;
                continue;
            }

            text.Append(begins ? char.ToUpperInvariant(c) : c);
            begins = false;
        }

        return text.Length == 0 ? "Column" : char.IsAsciiDigit(text[0]) ? "_" + text : text.ToString();
    }

    /// <summary>A name that is not taken yet, and takes it: with a number behind it where it must.</summary>
    public static string Unique(string name, ISet<string> taken)
    {
        var unique = name;
        for (var number = 2; !taken.Add(unique); number++)
        {
            unique = name + number;
        }

        return unique;
    }

    /// <summary>The namespace of a folder, below the project's own.</summary>
    public static string Namespace(string root, string folder) => string.Join(
        ".",
        root.Split('.').Concat(folder.Split('/')).Where(part => part.Length > 0).Select(Part));

    // As the SDK makes a root namespace of a project's name: what no identifier holds is an underscore.
    private static string Part(string part)
    {
        var text = string.Concat(part.Select(c => SyntaxFacts.IsIdentifierPartCharacter(c) ? c : '_'));
        text = SyntaxFacts.IsIdentifierStartCharacter(text[0]) ? text : "_" + text;
        return SyntaxFacts.GetKeywordKind(text) == SyntaxKind.None ? text : "@" + text;
    }
}
