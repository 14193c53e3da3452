using System.Text;
using System.Text.Json;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.ServiceDefaults.Tests.Audit;

/// <summary>A journal's folder as another program reads it.</summary>
internal static class JournalOnDisk
{
    public static List<string> Segments(string folder) => [.. Directory.EnumerateFiles(folder, "*.audit").Order(StringComparer.Ordinal)];

    /// <summary>The records, after every hash, number and signature of them was verified.</summary>
    public static List<string> Records(string folder)
    {
        using var description = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "chain.json")));
        Assert.True(AuditKey.TryParse(description.RootElement.GetProperty("public_key").GetString(), out var key));
        var service = description.RootElement.GetProperty("service").GetString()!;
        AuditChainState? state = null;
        var records = new List<string>();
        foreach (var segment in Segments(folder))
        {
            var bytes = ReadShared(segment);
            Assert.Equal((byte)'\n', bytes[^1]);
            foreach (var text in Encoding.UTF8.GetString(bytes, 0, bytes.Length - 1).Split('\n'))
            {
                Assert.True(AuditLine.TryRead(Encoding.UTF8.GetBytes(text), out var line), text);
                state ??= new AuditChainState(service, key, line.Sequence, line.Hash.ToArray() is var hash ? AuditHash.Parse(Encoding.ASCII.GetString(hash)) : null);
                Assert.Null(state.Take(line));
                if (!line.IsHead)
                {
                    records.Add(Encoding.UTF8.GetString(line.Record));
                }
            }
        }

        key.Dispose();
        return records;
    }

    public static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
