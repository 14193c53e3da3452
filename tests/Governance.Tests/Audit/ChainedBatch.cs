using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MeshStarter.Contracts.Json;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Governance.Tests.Audit;

/// <summary>The body of <c>POST /audit</c> as a service sends it: records with their place in its signed chain.</summary>
internal static class ChainedBatch
{
    /// <summary>Records of a chain; also the hash of the last one.</summary>
    public static (string Body, string Hash) Of(ECDsa signer, IReadOnlyList<AuditRecord> records, long first = 1, string? previous = null, string service = "orders")
    {
        previous ??= AuditHash.Origin;
        var documents = records.Select(record => JsonSerializer.Serialize(record, MeshJson.Options)).ToList();
        var hash = AuditHash.Parse(previous)!;
        foreach (var document in documents)
        {
            AuditHash.Next(hash, Encoding.UTF8.GetBytes(document), hash);
        }

        var text = Convert.ToHexStringLower(hash);
        var chain = new AuditChain(
            Convert.ToBase64String(signer.ExportSubjectPublicKeyInfo()), first, previous, AuditHead.Sign(signer, service, first + records.Count - 1, text));
        return ($"{{\"records\":[{string.Join(',', documents)}],\"chain\":{JsonSerializer.Serialize(chain, MeshJson.Options)}}}", text);
    }

    /// <summary>Records of a chain that begins with them.</summary>
    public static StringContent NewChain(params AuditRecord[] records)
    {
        using var signer = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new(Of(signer, records, service: records[0].Service).Body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
    }
}
