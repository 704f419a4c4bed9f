namespace Rathaus.Kernel.Data.Cluster;

/// <summary>The embedded cluster cannot be made or started; the text is one line for the operator.</summary>
public sealed class ClusterException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Another host (or a command) holds the data folder: one line, exit code 2.</summary>
public sealed class DataFolderBusyException(string message) : Exception(message);
