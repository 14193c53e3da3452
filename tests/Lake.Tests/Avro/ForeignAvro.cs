using System.Buffers;
using System.IO.Compression;
using System.Text;
using MeshStarter.Platform.Avro.Binary;

namespace MeshStarter.Lake.Tests.Avro;

/// <summary>Avro container files as other writers make them.</summary>
internal static class ForeignAvro
{
    /// <summary>The sync marker of every file.</summary>
    public static byte[] Sync { get; } = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];

    /// <summary>A file of one block of <paramref name="count"/> items.</summary>
    public static byte[] Of(string schema, string? codec, long count, ReadOnlySpan<byte> block, params IReadOnlyList<(string Key, string Value)> more)
    {
        IReadOnlyList<(string Key, string Value)> header = [("avro.schema", schema), .. codec is null ? [] : new[] { ("avro.codec", codec) }, .. more];
        var file = new ArrayBufferWriter<byte>();
        var writer = new AvroWriter(file);
        writer.WriteFixed("Obj\u0001"u8);
        writer.WriteBlockCount(header.Count);
        foreach (var (key, value) in header)
        {
            writer.WriteString(key);
            writer.WriteBytes(Encoding.UTF8.GetBytes(value));
        }

        writer.WriteEnd();
        writer.WriteFixed(Sync);
        writer.WriteLong(count);
        writer.WriteBytes(block);
        writer.WriteFixed(Sync);
        return file.WrittenSpan.ToArray();
    }

    /// <summary>A block of the codec <c>deflate</c>, of <paramref name="part"/> repeated <paramref name="times"/> times.</summary>
    public static byte[] Deflated(ReadOnlySpan<byte> part, int times = 1)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var i = 0; i < times; i++)
            {
                deflate.Write(part);
            }
        }

        return packed.ToArray();
    }
}
