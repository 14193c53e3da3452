using System.IO.Compression;

namespace MeshStarter.Platform.Iceberg.Metadata;

/// <summary>A metadata file may be gzip; its first bytes say so.</summary>
internal static class MetadataCompression
{
    public static ReadOnlyMemory<byte> Expand(ReadOnlyMemory<byte> bytes, string file, int maxBytes)
    {
        if (bytes.Length < 2 || bytes.Span[0] != 0x1F || bytes.Span[1] != 0x8B)
        {
            return bytes;
        }

        using var unpacked = new MemoryStream();
        var buffer = new byte[81_920];
        try
        {
            using var gzip = new GZipStream(new MemoryStream(bytes.ToArray(), writable: false), CompressionMode.Decompress);
            for (int read; (read = gzip.Read(buffer)) > 0;)
            {
                if (unpacked.Length + read > maxBytes)
                {
                    throw new IcebergFormatException(file, $"unpacks to more than {maxBytes} bytes.");
                }

                unpacked.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException exception)
        {
            throw new IcebergFormatException($"{file}: is not the gzip that its first bytes say: {exception.Message}", exception);
        }

        return unpacked.GetBuffer().AsMemory(0, (int)unpacked.Length);
    }
}
