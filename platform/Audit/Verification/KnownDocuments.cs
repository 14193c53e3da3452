using System.Text;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Platform.Audit.Verification;

/// <summary>
/// The documents of one service that has several chains. A chain that replaces a damaged one repeats records that governance had already; governance passes
/// those over, and the hashes on both sides of the gap prove that exactly these records are there with the earlier chain.
/// </summary>
internal sealed class KnownDocuments
{
    /// <summary>The most hashes that are computed for one gap. Each takes about a microsecond.</summary>
    public const long MostHashes = 50_000_000;

    private readonly List<byte[]> _documents = [];

    /// <summary>Number of the service's chains.</summary>
    public int Chains { get; set; }

    /// <summary>Adds the document of the next record of any of the chains.</summary>
    public void Add(string document) => _documents.Add(Encoding.UTF8.GetBytes(document));

    /// <summary>Whether known documents, one after the other, lead from a hash to another one; null where it would take more than <see cref="MostHashes"/> to find out.</summary>
    /// <param name="before">The hash before the gap.</param>
    /// <param name="count">The number of records in the gap.</param>
    /// <param name="after">The hash of the gap's last record.</param>
    public bool? Fill(ReadOnlySpan<byte> before, long count, ReadOnlySpan<byte> after)
    {
        if (count <= _documents.Count && count * (_documents.Count - count + 1) > MostHashes)
        {
            return null;
        }

        Span<byte> hash = stackalloc byte[AuditHash.Length];
        for (var first = 0; first + count <= _documents.Count; first++)
        {
            before.CopyTo(hash);
            for (var index = first; index < first + count; index++)
            {
                AuditHash.Next(hash, _documents[index], hash);
            }

            if (hash.SequenceEqual(after))
            {
                return true;
            }
        }

        return false;
    }
}
