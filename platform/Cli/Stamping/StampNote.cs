using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Stamping;

/// <summary>The file in which each stamp notes its template, version and options, and <c>mesh new</c> the files that it wrote, with their SHA-256.</summary>
internal static class StampNote
{
    /// <summary>The file's name.</summary>
    public const string FileName = ".mesh-template.json";

    private const string Files = "files";

    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the text of a note with the files of a stamp.</summary>
    /// <param name="note">The note as the template writes it.</param>
    /// <param name="files">The other files by their path, with slashes, with their content.</param>
    public static string With(string note, IReadOnlyDictionary<string, byte[]> files)
    {
        var noted = JsonNode.Parse(note)!.AsObject();
        noted[Files] = new JsonObject(files.OrderBy(file => file.Key, StringComparer.Ordinal).Select(file => KeyValuePair.Create(file.Key, (JsonNode?)Hash(file.Value))));
        return noted.ToJsonString(Layout) + "\n";
    }

    /// <summary>
    /// Finds the note of a product in the folder of its domain, by its own options: the descriptor may have a mistake; null for none. Its files, with their hashes, are
    /// null where <c>dotnet new</c> stamped the product, which notes none.
    /// </summary>
    /// <exception cref="CliException">One cannot be read.</exception>
    public static async Task<(string Note, IReadOnlyDictionary<string, string>? Files)?> FindAsync(DirectoryInfo domain, DataProductId product, CancellationToken cancellationToken)
    {
        var products = new DirectoryInfo(Path.Combine(domain.FullName, "Products"));
        foreach (var file in (products.Exists ? products.EnumerateDirectories() : []).Select(folder => Path.Combine(folder.FullName, FileName)).Where(File.Exists).Order(StringComparer.Ordinal))
        {
            try
            {
                var note = JsonNode.Parse(await File.ReadAllTextAsync(file, cancellationToken));
                if (((string?)note?["options"]?["domain"], (string?)note?["options"]?["product"]) == (product.Domain, product.Product))
                {
                    return (file, note![Files]?.Deserialize<Dictionary<string, string>>());
                }
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
            {
                throw new CliException(CliExitCodes.Usage, $"{file}: cannot be read: {exception.Message}", exception);
            }
        }

        return null;
    }

    /// <summary>The hash of a file's content.</summary>
    public static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
