using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace MeshStarter.Platform.Storage.AzureBlob;

/// <summary>A page of a list of blobs ("List Blobs", Azure Storage REST).</summary>
/// <param name="Blobs">The blobs of the page, without folders.</param>
/// <param name="Next">The marker of the next page; null on the last.</param>
internal sealed record BlobList(IReadOnlyList<ListedObject> Blobs, string? Next)
{
    /// <summary>Reads a page.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static BlobList Read(Stream xml)
    {
        try
        {
            var root = XDocument.Load(xml).Root!;
            var blobs = root.Element("Blobs") ?? throw new FormatException("is listed by an answer that is no list of blobs.");
            return new BlobList([.. blobs.Elements("Blob").Where(blob => !IsFolder(blob)).Select(Of)], root.Element("NextMarker")?.Value is { Length: > 0 } next ? next : null);
        }
        catch (XmlException exception)
        {
            throw new FormatException($"is listed by an answer that is no XML: {exception.Message}", exception);
        }
    }

    // An account with hierarchical namespaces lists folders, too.
    private static bool IsFolder(XElement blob) =>
        blob.Element("Properties")?.Element("ResourceType")?.Value == "directory" || blob.Element("Metadata")?.Element("hdi_isfolder")?.Value == "true";

    private static ListedObject Of(XElement blob)
    {
        var name = blob.Element("Name")!;
        var properties = blob.Element("Properties")!;
        return new ListedObject(
            name.Attribute("Encoded")?.Value == "true" ? Uri.UnescapeDataString(name.Value) : name.Value,
            long.Parse(properties.Element("Content-Length")!.Value, CultureInfo.InvariantCulture),
            DateTimeOffset.Parse(properties.Element("Last-Modified")!.Value, CultureInfo.InvariantCulture));
    }
}
