using System.Text;
using MeshStarter.Policy.Changes;
using MeshStarter.Policy.Rules;
using MeshStarter.ServiceDefaults.Start;

namespace MeshStarter.Governance.Policies;

/// <summary>Reads the bundle that is alongside the program, and refuses the start over one that the policy library refuses.</summary>
internal static class BundleReader
{
    public const string Pattern = "*.yaml";

    // The reader of YAML takes fewer characters; a greater file is not read at all.
    private const long LimitBytes = 4 * 1024 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="StartRefusedException">There is not exactly one bundle, or it has mistakes; the message names file and line of each.</exception>
    public static (string Text, BundleFile Bundle) Read(string folder, TimeProvider? time = null)
    {
        try
        {
            var files = Directory.Exists(folder) ? Directory.GetFiles(folder, Pattern) : [];
            if (files is not [var file])
            {
                throw new StartRefusedException($"{folder} holds {files.Length} policy bundles. Keep exactly one {Pattern} there.");
            }

            if (new FileInfo(file).Length > LimitBytes)
            {
                throw new StartRefusedException($"The policy bundle is refused:\n{file} has more than {LimitBytes / 1024 / 1024} MiB. Shorten it.");
            }

            var text = File.ReadAllText(file, Strict);
            var bundle = BundleFile.Of(text, file, number: 0, revision: 0);
            bundle.Rules.RequireTerms((time ?? TimeProvider.System).GetUtcNow(), file);
            ServedPolicy.RequireRoom(text, file);
            return (text, bundle);
        }
        catch (PolicyFormatException bad)
        {
            throw new StartRefusedException($"The policy bundle is refused:\n{bad.Message}", bad);
        }
        catch (DecoderFallbackException other)
        {
            throw new StartRefusedException($"The policy bundle is refused:\nThe file in {folder} holds bytes that are not UTF-8. Save it in UTF-8.", other);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"The policy bundle under {folder} cannot be read: {failed.Message}", failed);
        }
    }
}
