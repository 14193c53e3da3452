using System.Security.Cryptography;
using MeshStarter.Policy;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.Governance.Policies;

/// <summary>Reads the bundle that lies alongside the program, and refuses the start over one that the policy library refuses.</summary>
internal static class BundleReader
{
    public const string Pattern = "*.yaml";

    /// <exception cref="StartRefusedException">There is not exactly one bundle, or it has mistakes; the message names file and line of each.</exception>
    public static BundleFile Read(string folder)
    {
        try
        {
            var files = Directory.Exists(folder) ? Directory.GetFiles(folder, Pattern) : [];
            if (files is not [var file])
                throw new StartRefusedException($"{folder} holds {files.Length} policy bundles. Keep exactly one {Pattern} there.");
            var yaml = File.ReadAllBytes(file);
            var bundle = PolicyBundle.Parse(new StreamReader(new MemoryStream(yaml)).ReadToEnd(), file);
            return new BundleFile(yaml, bundle, $"\"{Convert.ToHexStringLower(SHA256.HashData(yaml))[..32]}\"");
        }
        catch (PolicyFormatException bad)
        {
            throw new StartRefusedException($"The policy bundle is refused:\n{bad.Message}", bad);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"The policy bundle under {folder} cannot be read: {failed.Message}", failed);
        }
    }
}
