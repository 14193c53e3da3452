using System.Security.Cryptography;
using System.Text;

namespace MeshStarter.Sdk.Publishing;

/// <summary>
/// Ids that are the same each time they are made from the same name, so that what is emitted twice is one event
/// (name-based UUID, version 5; RFC 9562 section 5.5). It is no secret: who guesses the name knows the id, and who has the id confirms a guess. A rule that masks what
/// an <c>event_id</c> is made of masks <c>event_id</c>, too.
/// </summary>
public static class StableId
{
    // The namespace of all names given here; never changed, or every id would.
    private static readonly Guid Namespace = new("5a8b9bd4-6f0e-5d0c-9a53-0d3f3c1c7a11");

    /// <summary>The id of a name, such as <c>order/…/placed</c>.</summary>
    public static Guid Of(string name)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
#pragma warning disable CA5350 // RFC 9562 defines version 5 with SHA-1; nothing secret rests on it.
        SHA1.HashData([.. Namespace.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)], hash);
#pragma warning restore CA5350
        hash[6] = (byte)((hash[6] & 0x0F) | 0x50);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
