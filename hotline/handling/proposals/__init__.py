"""What rulings propose for the dispatch directory (修改派单目录的建议)."""
