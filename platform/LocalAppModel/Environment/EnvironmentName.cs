using System.Text;

namespace Aspire.Hosting.Environment;

/// <summary>Turns a resource's name into what a shell accepts as a variable's name.</summary>
internal static class EnvironmentName
{
    internal static string Encode(string name)
    {
        var text = new StringBuilder(name.Length + 1);
        if (name.Length > 0 && char.IsAsciiDigit(name[0]))
            text.Append('_');
        foreach (var c in name)
            text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        return text.ToString();
    }
}
