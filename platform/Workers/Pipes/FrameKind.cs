namespace MeshStarter.Platform.Workers.Pipes;

/// <summary>The kind of a frame between the proxy and a worker. A frame is its length (4 bytes, little endian), its kind (1 byte), its content.</summary>
internal enum FrameKind : byte
{
    /// <summary>Proxy: parse this text. Content: the text.</summary>
    Parse = 1,

    /// <summary>Proxy: run this. Content: <see cref="ExecuteRequest"/>.</summary>
    Execute = 2,

    /// <summary>Worker: it takes requests; once at its start and after each <see cref="Execute"/> was answered. No content.</summary>
    Ready = 16,

    /// <summary>Worker: the tree of the text. Content: what <c>json_serialize_sql</c> answered.</summary>
    Tree = 17,

    /// <summary>Worker: the result's columns. Content: <see cref="ResultColumn"/>s as JSON.</summary>
    Columns = 18,

    /// <summary>Worker: some rows. Content: their number (8 bytes, little endian), then the rows in the format requested.</summary>
    Rows = 19,

    /// <summary>Worker: that was all. No content.</summary>
    Done = 20,

    /// <summary>Worker: it cannot be parsed or run. Content: <see cref="EngineError"/>.</summary>
    Failed = 21,
}
