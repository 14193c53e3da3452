namespace MeshStarter.DuckDb.Native;

/// <summary>Runs a function over the vectors of a chunk. Several threads of the engine use it at once.</summary>
internal interface IScalarCall
{
    /// <summary>Writes a result for each row.</summary>
    /// <param name="input">The chunk with the arguments.</param>
    /// <param name="output">The vector of the results.</param>
    void Run(nint input, nint output);
}
