using MeshStarter.DuckDb;

namespace MeshStarter.Platform.Workers.Wire;

/// <summary>Writes the rows of one result in one format.</summary>
internal abstract class ChunkWriter
{
    /// <summary>Writes what is before the first row; by default nothing.</summary>
    public virtual void Header(ByteBuffer target)
    {
    }

    /// <summary>Writes rows until there are enough bytes, at least one of them.</summary>
    /// <param name="target">The buffer to write to.</param>
    /// <param name="chunk">The rows.</param>
    /// <param name="from">The first of them to write.</param>
    /// <param name="isFirst">Whether the first of them is the first of its batch.</param>
    /// <param name="enough">The length of the buffer from which on it is sent.</param>
    /// <returns>The first row that was not written.</returns>
    public abstract int Rows(ByteBuffer target, DuckDbChunk chunk, int from, bool isFirst, int enough);
}
