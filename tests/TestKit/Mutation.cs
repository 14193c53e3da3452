namespace MeshStarter.TestKit;

/// <summary>Damages bytes in the ways that find most: bits, extreme bytes, parts cut out, doubled, moved, or taken from another.</summary>
public static class Mutation
{
    private static readonly byte[] Extremes = [0, 1, 2, 0x7F, 0x80, 0x81, 0xFE, 0xFF, (byte)'"', (byte)'{', (byte)'[', (byte)'\\'];
    private static readonly byte[] LongNumber = [.. Enumerable.Repeat((byte)0xFF, 9)];

    /// <summary>One of <paramref name="seeds"/> with one to four damages.</summary>
    public static byte[] Of(IReadOnlyList<byte[]> seeds, Random random)
    {
        List<byte> bytes = [.. seeds[random.Next(seeds.Count)]];
        for (var damages = random.Next(1, 5); damages > 0; damages--)
        {
            Damage(bytes, seeds[random.Next(seeds.Count)], random);
        }

        return [.. bytes];
    }

    private static void Damage(List<byte> bytes, byte[] other, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 17), bytes.Count - at);
        switch (random.Next(8))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = Extremes[random.Next(Extremes.Length)];
                break;
            case 2:
                bytes.Insert(at, Extremes[random.Next(Extremes.Length)]);
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 5 when other.Length > 0:
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other.AsSpan(from, Math.Min(random.Next(1, 65), other.Length - from)).ToArray());
                break;
            case 6:
                // A long number where a short one was.
                bytes.RemoveRange(at, Math.Min(9, bytes.Count - at));
                bytes.InsertRange(at, LongNumber);
                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }
}
