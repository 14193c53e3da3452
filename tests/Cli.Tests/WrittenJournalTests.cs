using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Cli.Tests;

/// <summary><c>mesh audit verify</c> of a journal whose service runs.</summary>
public sealed class WrittenJournalTests : IDisposable
{
    private const int Segments = 400;

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
        List<(string Path, string Acknowledged)> written = [];
        for (var number = 1; number <= Segments; number++)
        {
            written.Add(await WriteSegmentAsync(number));
        }

        var service = Task.Run(() =>
        {
            foreach (var (segment, acknowledged) in written.SkipLast(1))
            {
                var next = Path.Combine(_folder, "next");
                File.WriteAllText(next, acknowledged);
                File.Move(next, Path.Combine(_folder, "acknowledged"), overwrite: true);
                File.Delete(segment);
            }
        });
        bool isRunning;
        do
        {
            isRunning = !service.IsCompleted;
            var (exitCode, output, errors) = await MeshCommand.RunAsync(_folder, environment: null, "audit", "verify", _folder);
            Assert.True(exitCode == 0, output + errors);
        }
        while (isRunning);
        await service;
    }

    // A head and a record after it, and a head of that: as a service writes that is restarted after each record.
    private async Task<(string Path, string Acknowledged)> WriteSegmentAsync(int number)
    {
        var path = Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{number:D20}.audit"));
        var output = new ArrayBufferWriter<byte>();
        AuditLine.WriteHead(output, AuditHead.Sign(_signer, "orders", number - 1, Convert.ToHexStringLower(_hash)));
        var record = Encoding.UTF8.GetBytes($"{{\"n\":{number}}}");
        AuditHash.Next(_hash, record, _hash);
        AuditLine.WriteRecord(output, number, _hash, record);
        AuditLine.WriteHead(output, AuditHead.Sign(_signer, "orders", number, Convert.ToHexStringLower(_hash)));
        await File.WriteAllBytesAsync(path, output.WrittenMemory.ToArray());
        return (path, string.Create(CultureInfo.InvariantCulture, $"{number:D20} {Convert.ToHexStringLower(_hash)}\n"));
    }
}
