using System.Buffers.Binary;
using MeshStarter.Platform.Iceberg;
using MeshStarter.Platform.Storage;

namespace MeshStarter.Lake.Parquet.Footers;

/// <summary>Reads how a Parquet file's rows are stored, from its last bytes.</summary>
/// <remarks>
/// The engine can say it too (<c>parquet_schema</c>), in about four times the time; over a file whose columns have no ids it gives nulls
/// without a word, or fails so that its whole database is lost (1.5.6). So this is looked at before the engine sees a file.
/// </remarks>
internal static class ParquetFooter
{
    // Footers of small files are smaller: one read is enough.
    private const int FirstRead = 8 * 1024;
    private const int Tail = 8;

    /// <summary>The root of a file's schema.</summary>
    /// <param name="path">The file.</param>
    /// <param name="location">The file's name in errors.</param>
    /// <exception cref="IcebergFormatException">It is no Parquet file, or was cut off; the message names it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static ParquetNode Read(string path, string location)
    {
        // A pipe has no length, and opening it waits for a writer.
        if (new FileInfo(path).Length == 0)
        {
            throw new IcebergFormatException(location, "is no Parquet file: it is empty.");
        }

        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        Span<byte> first = stackalloc byte[(int)Math.Min(FirstRead, length)];
        ReadExactly(file, first, length - first.Length);
        if (length < 12 || !first[^4..].SequenceEqual("PAR1"u8))
        {
            throw length >= 4 && first[^4..].SequenceEqual("PARE"u8)
                ? new IcebergFormatException(location, "is a Parquet file with an encrypted footer; encrypted files are not read here.")
                : new IcebergFormatException(location, $"is no Parquet file, or was cut off: its {length} bytes do not end with PAR1.");
        }

        var footer = BinaryPrimitives.ReadUInt32LittleEndian(first[^Tail..]);
        if (footer > length - Tail - 4)
        {
            throw new IcebergFormatException(location, $"states a footer of {footer} bytes, and has {length} bytes in all.");
        }

        if (footer > WholeObject.MaxBytes)
        {
            throw new IcebergFormatException(location, $"states a footer of {footer} bytes; {WholeObject.MaxBytes} are read here at most.");
        }

        return footer <= first.Length - Tail
            ? Read(first[^((int)footer + Tail)..^Tail], location)
            : Read(Whole(file, length, (int)footer), location);
    }

    private static ParquetNode Read(ReadOnlySpan<byte> footer, string location)
    {
        try
        {
            return ParquetSchemaReader.Read(footer);
        }
        catch (FormatException exception)
        {
            throw new IcebergFormatException($"{location}: is a damaged Parquet file: {exception.Message}.", exception);
        }
    }

    private static byte[] Whole(Microsoft.Win32.SafeHandles.SafeFileHandle file, long length, int footer)
    {
        var bytes = new byte[footer];
        ReadExactly(file, bytes, length - Tail - footer);
        return bytes;
    }

    private static void ReadExactly(Microsoft.Win32.SafeHandles.SafeFileHandle file, Span<byte> bytes, long offset)
    {
        while (bytes.Length > 0)
        {
            var read = RandomAccess.Read(file, bytes, offset);
            if (read == 0)
            {
                throw new EndOfStreamException("The file became shorter while it was read.");
            }

            bytes = bytes[read..];
            offset += read;
        }
    }
}
