using System.Text;
using MeshStarter.Platform.Storage;
using MeshStarter.Platform.Storage.AzureBlob;

namespace MeshStarter.Lake.Tests.Storage;

/// <summary>Lists as accounts with hierarchical namespaces write them ("List Blobs", Azure Storage REST), which Azurite does not.</summary>
public sealed class BlobListTests
{
    private static readonly DateTimeOffset Written = new(2026, 11, 24, 1, 2, 3, TimeSpan.Zero);

    [Fact]
    public void Folders_are_left_out_and_names_that_xml_cannot_hold_are_decoded() => AssertRead(
        """
        <EnumerationResults ServiceEndpoint="https://lake.blob.core.windows.net/" ContainerName="mesh-orders"><Blobs>
        <Blob><Name>t</Name><Properties><Last-Modified>Tue, 24 Nov 2026 01:02:03 GMT</Last-Modified><Content-Length>0</Content-Length><ResourceType>directory</ResourceType></Properties></Blob>
        <Blob><Name>t/data</Name><Properties><Last-Modified>Tue, 24 Nov 2026 01:02:03 GMT</Last-Modified><Content-Length>0</Content-Length></Properties><Metadata><hdi_isfolder>true</hdi_isfolder></Metadata></Blob>
        <Blob><Name>t/data/x</Name><Properties><Last-Modified>Tue, 24 Nov 2026 01:02:03 GMT</Last-Modified><Content-Length>12</Content-Length><ResourceType>file</ResourceType></Properties></Blob>
        <Blob><Name Encoded="true">t/data/%EF%BF%BE%25</Name><Properties><Last-Modified>Tue, 24 Nov 2026 01:02:03 GMT</Last-Modified><Content-Length>1</Content-Length></Properties></Blob>
        </Blobs><NextMarker>2!92!more</NextMarker></EnumerationResults>
        """,
        "2!92!more",
        new ListedObject("t/data/x", 12, Written),
        new ListedObject("t/data/\uFFFE%", 1, Written));

    [Fact]
    public void Last_page_has_no_marker() => AssertRead("<EnumerationResults><Blobs /><NextMarker /></EnumerationResults>", next: null);

    [Theory]
    [InlineData("<html><body>")]
    [InlineData("<html/>")]
    public void Answer_that_is_no_list_is_refused(string xml) => Assert.Throws<FormatException>(() => Read(xml));

    private static void AssertRead(string xml, string? next, params ListedObject[] expected)
    {
        var page = Read(xml);

        Assert.Equal((next, expected.Length), (page.Next, page.Blobs.Count));
        Assert.Equal(expected, page.Blobs);
    }

    private static BlobList Read(string xml) => BlobList.Read(new MemoryStream(Encoding.UTF8.GetBytes(xml)));
}
