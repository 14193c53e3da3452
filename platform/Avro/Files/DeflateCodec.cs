using System.IO.Compression;
using System.Runtime.InteropServices;
using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Platform.Avro.Files;

/// <summary>Unpacks blocks of the codec deflate, which is RFC 1951 without a header.</summary>
internal static class DeflateCodec
{
    // A few damaged or hostile bytes can represent gigabytes.
    private const int MaxBlockLength = 64 * 1024 * 1024;

    /// <exception cref="AvroDataException">The bytes are damaged, or represent too many.</exception>
    public static ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> packed)
    {
        var source = MemoryMarshal.TryGetArray(packed, out var segment) ? segment : new ArraySegment<byte>(packed.ToArray());
        using var input = new MemoryStream(source.Array!, source.Offset, source.Count, writable: false);
        using var inflate = new DeflateStream(input, CompressionMode.Decompress);
        using var output = new MemoryStream(Math.Min(packed.Length * 4, 1024 * 1024));
        var buffer = new byte[32 * 1024];
        try
        {
            for (int read; (read = inflate.Read(buffer)) > 0;)
            {
                if (output.Length + read > MaxBlockLength)
                {
                    throw new AvroDataException($"the block unpacks to more than {MaxBlockLength} bytes");
                }

                output.Write(buffer, 0, read);
            }
        }
        catch (InvalidDataException exception)
        {
            throw new AvroDataException("the block is no deflate data", exception);
        }

        return output.GetBuffer().AsMemory(0, (int)output.Length);
    }
}
