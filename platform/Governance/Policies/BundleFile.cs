using System.Security.Cryptography;
using System.Text;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Governance.Policies;

/// <summary>The bundle as it is served: its text, with a tag for each text; and its rules, by which governance itself decides.</summary>
internal sealed record BundleFile(byte[] Yaml, PolicyBundle Rules, string Tag)
{
    /// <summary>The number of the version; 0 for a file that is none yet.</summary>
    public long Number { get; init; }

    /// <summary>Rises with each change of what is served.</summary>
    public long Revision { get; init; }

    /// <summary>The SHA-256 of a text in hexadecimal.</summary>
    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Reads a text.</summary>
    /// <exception cref="PolicyFormatException">It is no bundle.</exception>
    public static BundleFile Of(string text, string file, long number, long revision)
    {
        var yaml = Encoding.UTF8.GetBytes(text);
        // Another revision of the same text is another answer: points remember the highest that they have seen.
        var tag = number == 0 ? Hash(text)[..32] : $"{revision}-{Hash(text)[..32]}";
        return new BundleFile(yaml, number == 0 ? PolicyBundle.Parse(text, file) : PolicyBundle.ParseServed(text, file), $"\"{tag}\"") { Number = number, Revision = revision };
    }
}
