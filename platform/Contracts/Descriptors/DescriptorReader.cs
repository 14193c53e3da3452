namespace MeshStarter.Contracts;

/// <summary>Reads a <c>data-product.yaml</c> and says everything that is wrong with it.</summary>
public static class DescriptorReader
{
    /// <summary>Reads a descriptor's text.</summary>
    /// <param name="yaml">The text.</param>
    /// <param name="file">The name that issues give for its file; nothing is read from there.</param>
    public static DescriptorReadResult Read(string yaml, string file) => throw new NotImplementedException();
}
