using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Cli.Tests;

/// <summary><c>mesh audit verify</c> of a journal whose service runs.</summary>
public sealed class WrittenJournalTests : IDisposable
{
    private const int Waiting = 200;
    private const int Verifications = 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("mesh-test-journal-").FullName;
    private readonly ECDsa _signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly AuditKey _key;
    private readonly byte[] _hash = new byte[AuditHash.Length];

    public WrittenJournalTests() => _key = AuditKey.Of(_signer);

    public void Dispose()
    {
        _key.Dispose();
        _signer.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Segments_that_are_deleted_once_acknowledged_are_not_missing()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "chain.json"), JsonSerializer.Serialize(new { service = "orders", public_key = _key.Text }));
        Queue<(string Path, string Acknowledged)> written = new();
        for (var number = 1; number <= Waiting; number++)
        {
            written.Enqueue(WriteSegment(number));
        }

        // A backlog is acknowledged, and then each segment as soon as there is another, while the journal is verified.
        var verified = new TaskCompletionSource();
        var service = Task.Run(() =>
        {
            for (var number = Waiting + 1; !verified.Task.IsCompleted; number++)
            {
                do
                {
                    var (segment, acknowledged) = written.Dequeue();
                    Put("acknowledged", Encoding.ASCII.GetBytes(acknowledged));
                    File.Delete(segment);
                }
                while (written.Count > 1);
                written.Enqueue(WriteSegment(number));
            }
        });
        for (var time = 1; time <= Verifications; time++)
        {
            var (exitCode, output, errors) = await MeshCommand.RunAsync(_folder, environment: null, "audit", "verify", _folder);
            Assert.True(exitCode == 0, output + errors);
        }

        verified.SetResult();
        await service;
    }

    // A head and a record after it, and a head of that: as a service writes that is restarted after each record.
    private (string Path, string Acknowledged) WriteSegment(int number)
    {
        var output = new ArrayBufferWriter<byte>();
        AuditLine.WriteHead(output, AuditHead.Sign(_signer, "orders", number - 1, Convert.ToHexStringLower(_hash)));
        var record = Encoding.UTF8.GetBytes($"{{\"n\":{number}}}");
        AuditHash.Next(_hash, record, _hash);
        AuditLine.WriteRecord(output, number, _hash, record);
        AuditLine.WriteHead(output, AuditHead.Sign(_signer, "orders", number, Convert.ToHexStringLower(_hash)));
        return (Put($"{number:D20}.audit", output.WrittenSpan), $"{number:D20} {Convert.ToHexStringLower(_hash)}\n");
    }

    private string Put(string name, ReadOnlySpan<byte> content)
    {
        var (path, next) = (Path.Combine(_folder, name), Path.Combine(_folder, "next"));
        File.WriteAllBytes(next, content);
        File.Move(next, path, overwrite: true);
        return path;
    }
}
