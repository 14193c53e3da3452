namespace MeshStarter.Lake.Tests.Iceberg.Manifests;

/// <summary>Damages bytes in ways that repeat by a seed: cut off, flipped, overwritten, doubled.</summary>
internal static class Damage
{
    public static void Every(ReadOnlyMemory<byte> whole, int seed, int tries, Action<ReadOnlyMemory<byte>> read)
    {
        var random = new Random(seed);
        for (var at = 0; at < Math.Min(whole.Length, 300); at++)
        {
            read(whole[..at]);
        }

        for (var attempt = 0; attempt < tries; attempt++)
        {
            read(Damaged(whole.ToArray(), random));
        }
    }

    private static byte[] Damaged(byte[] bytes, Random random)
    {
        for (var changes = random.Next(1, 4); changes > 0 && bytes.Length > 0; changes--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(5))
            {
                case 0:
                    return bytes[..at];
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 3:
                    // A long number where a short one stood.
                    for (var end = Math.Min(bytes.Length, at + 9); at < end; at++)
                    {
                        bytes[at] = 0xFF;
                    }

                    break;
                default:
                    bytes = [.. bytes[..at], .. bytes[random.Next(bytes.Length)..]];
                    break;
            }
        }

        return bytes;
    }
}
