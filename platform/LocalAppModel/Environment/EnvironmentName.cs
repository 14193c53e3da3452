using System.Text;

namespace Aspire.Hosting.Environment;

/// <summary>Converts a resource's name to a valid name of a shell variable.</summary>
internal static class EnvironmentName
{
    internal static string Encode(string name)
    {
        var text = new StringBuilder(name.Length + 1);
        if (name.Length > 0 && char.IsAsciiDigit(name[0]))
        {
            text.Append('_');
        }

        foreach (var c in name)
        {
            text.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        return text.ToString();
    }
}
